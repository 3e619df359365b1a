package io.forebay.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A buffered stream that can look one byte ahead and keeps what was consumed since {@link #mark}.
 * An end of stream inside a unit is an EOFException that tells how far it got.
 */
final class WireReader {
  private static final int MAX_LINE_BYTES = 1 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[8192];
  private final ByteArrayOutputStream consumed = new ByteArrayOutputStream();
  private int position;
  private int limit;

  WireReader(InputStream in) {
    this.in = in;
  }

  /** Forgets what was consumed so far. */
  void mark() {
    consumed.reset();
  }

  byte[] consumed() {
    return consumed.toByteArray();
  }

  /** The next byte without consuming it, or -1 at the end of the stream. */
  int peek() throws IOException {
    return fill() ? buffer[position] & 0xff : -1;
  }

  int read() throws IOException {
    int b = peek();
    if (b >= 0) {
      position++;
      consumed.write(b);
    }
    return b;
  }

  /** A line without its CRLF. A CR or LF alone is malformed (RFC 9112 §2.2). */
  String readLine() throws IOException {
    var line = new StringBuilder();
    for (int b = read(); ; b = read()) {
      if (b < 0) {
        throw new EOFException(
            "closed inside the line \"" + EscapedBytes.encode(line.toString()) + '"');
      }
      if (b == '\n') {
        throw new MalformedMessageError("bare LF after", line.toString());
      }
      if (b == '\r') {
        if (read() != '\n') {
          throw new MalformedMessageError("bare CR after", line.toString());
        }
        return line.toString();
      }
      if (line.append((char) b).length() > MAX_LINE_BYTES) {
        throw new MalformedMessageError("line without end", line.substring(0, 100));
      }
    }
  }

  byte[] readExactly(long length) throws IOException {
    var out = new ByteArrayOutputStream();
    while (out.size() < length) {
      if (!fill()) {
        throw new EOFException("closed after " + out.size() + " of " + length + " bytes");
      }
      take(out, length - out.size());
    }
    return out.toByteArray();
  }

  byte[] readToEnd() throws IOException {
    var out = new ByteArrayOutputStream();
    while (fill()) {
      take(out, Long.MAX_VALUE);
    }
    return out.toByteArray();
  }

  /** Drops all up to the end of the stream without keeping it; returns how many bytes came. */
  long skipToEnd() throws IOException {
    long skipped = 0;
    while (fill()) {
      skipped += limit - position;
      position = limit;
    }
    return skipped;
  }

  private void take(ByteArrayOutputStream out, long atMost) {
    int count = (int) Math.min(atMost, limit - position);
    out.write(buffer, position, count);
    consumed.write(buffer, position, count);
    position += count;
  }

  private boolean fill() throws IOException {
    if (position < limit) {
      return true;
    }
    int count = in.read(buffer);
    position = 0;
    limit = Math.max(count, 0);
    return count > 0;
  }
}
