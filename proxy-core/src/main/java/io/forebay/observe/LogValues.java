package io.forebay.observe;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import io.forebay.util.TextEscape;
import io.forebay.util.TimeText;
import org.jspecify.annotations.Nullable;

/**
 * How one value is written: as a JSON value, or as it is; {@code null} or {@code -} where there is
 * none. Immutable; event loops call it, without allocating.
 */
final class LogValues {
  private static final byte[] NULL = Ascii.bytes("null");

  private final boolean json;
  private final TextEscape text;

  LogValues(boolean json) {
    this.json = json;
    this.text = json ? TextEscape.JSON : TextEscape.LOG;
  }

  void putTime(LogBuffer out, TimeText time) {
    quote(out);
    time.putUtc(out);
    quote(out);
  }

  void put(LogBuffer out, @Nullable Backend backend) {
    put(out, backend == null ? "" : backend.name());
  }

  void put(LogBuffer out, @Nullable Server server) {
    put(out, server == null ? "" : server.name());
  }

  /** Absent where it is nothing. */
  void putMillis(LogBuffer out, long nanos) {
    if (nanos <= 0) {
      putAbsent(out);
    } else {
      out.putMillis(nanos);
    }
  }

  /** All received values of a field, with commas between them. */
  void putHeader(LogBuffer out, HttpHead head, byte[] lowerName) {
    boolean found = false;
    for (int i = head.indexOfReceived(lowerName, 0);
        i >= 0;
        i = head.indexOfReceived(lowerName, i + 1)) {
      if (found) {
        out.put(',');
        out.put(' ');
      } else {
        quote(out);
      }
      found = true;
      text.put(out, head.bytes(), head.valueStart(i), head.valueEnd(i));
    }
    if (found) {
      quote(out);
    } else {
      putAbsent(out);
    }
  }

  void put(LogBuffer out, byte[] bytes) {
    put(out, bytes, 0, bytes.length);
  }

  void put(LogBuffer out, byte[] bytes, int from, int to) {
    if (from >= to) {
      putAbsent(out);
      return;
    }
    quote(out);
    text.put(out, bytes, from, to);
    quote(out);
  }

  /** A name of the configuration, which is visible ASCII. */
  void put(LogBuffer out, String name) {
    if (name.isEmpty()) {
      putAbsent(out);
      return;
    }
    quote(out);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"' || c == '\\') {
        out.put('\\');
      }
      out.put(c);
    }
    quote(out);
  }

  void putAbsent(LogBuffer out) {
    if (json) {
      out.put(NULL);
    } else {
      out.put('-');
    }
  }

  private void quote(LogBuffer out) {
    if (json) {
      out.put('"');
    }
  }
}
