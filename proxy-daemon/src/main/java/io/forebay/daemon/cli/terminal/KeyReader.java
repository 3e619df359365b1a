package io.forebay.daemon.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Queue;

/** Reads what is typed, key by key. */
final class KeyReader {

  private static final int ESCAPE = 0x1b;
  private static final int BACKSPACE = 8;
  private static final int DELETE = 0x7f;
  private static final int END_OF_TRANSMISSION = 4;

  private final InputStream in;

  KeyReader(InputStream in) {
    this.in = in;
  }

  /** Until the input ends, which is a key of its own. */
  void readTo(Queue<String> keys) {
    try {
      for (int next = in.read(); next >= 0 && next != END_OF_TRANSMISSION; next = in.read()) {
        String key = key(next);
        if (!key.isEmpty()) {
          keys.add(key);
        }
      }
    } catch (IOException e) {
      // The terminal is gone.
    }
    keys.add("end");
  }

  /** Empty for one that means nothing here. */
  private String key(int first) throws IOException {
    return switch (first) {
      case '\r', '\n' -> "enter";
      case BACKSPACE, DELETE -> "backspace";
      // A terminal sends the whole sequence of a key at once, people press Escape alone.
      case ESCAPE -> in.available() == 0 ? "escape" : sequence();
      default -> first >= ' ' && first < DELETE ? Character.toString(first) : "";
    };
  }

  /** Behind ESC: {@code [} or {@code O}, parameters, and a letter (ECMA-48 section 5.4). */
  private String sequence() throws IOException {
    int next = in.read();
    if (next == '[' || next == 'O') {
      do {
        next = in.read();
      } while (next >= 0 && next < '@');
    }
    return next == 'A' ? "up" : next == 'B' ? "down" : "";
  }
}
