package io.forebay.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Socket work whose failure a test should see without declaring it. */
@FunctionalInterface
interface IoCall<T> {
  T run() throws IOException;

  static <T> T unchecked(IoCall<T> call) {
    try {
      return call.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** An {@link IoCall} without a result. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  static void uncheckedAction(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
