package io.forebay.log;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Closing what is given up anyway. Stateless. */
final class Closing {
  private Closing() {}

  static void quietly(@Nullable Closeable open) {
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Nothing can be done, and nothing depends on it.
      }
    }
  }
}
