package io.forebay.daemon.cli;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads one answer of HTTP/1.1, the last one of its connection. */
final class AnswerReader {

  private static final int MAX_LINE_BYTES = 64 * 1024;
  private static final int MAX_LINES = 1000;
  private static final int HEX = 16;
  private static final int NO_CONTENT = 204;

  private final InputStream in;
  private boolean isChunked;
  private long left = Long.MAX_VALUE;

  AnswerReader(InputStream in) {
    this.in = in;
  }

  /**
   * Reads the head.
   *
   * @return the status
   */
  int readHead() throws IOException {
    String start = line();
    if (!start.matches("HTTP/1\\.[01] [0-9]{3}( .*)?")) {
      throw new IOException("no HTTP");
    }
    int count = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (++count > MAX_LINES) {
        throw new IOException("too many fields in the answer");
      }
      readField(line.toLowerCase(Locale.ROOT));
    }
    int status = Integer.parseInt(start.substring(9, 12));
    if (status == NO_CONTENT) {
      isChunked = false;
      left = 0;
    }
    return status;
  }

  private void readField(String line) throws IOException {
    String value = line.substring(line.indexOf(':') + 1).strip();
    if (line.startsWith("transfer-encoding:")) {
      isChunked = value.equals("chunked");
      left = 0;
    } else if (line.startsWith("content-length:") && !isChunked) {
      left = number(value, 10);
    }
  }

  /** One byte of the body; -1 behind the last one. */
  int read() throws IOException {
    if (isChunked && left == 0 && !nextChunk() || left == 0) {
      return -1;
    }
    int next = in.read();
    if (next < 0 && left != Long.MAX_VALUE) {
      throw new EOFException("the answer breaks off");
    }
    if (next >= 0 && left != Long.MAX_VALUE && --left == 0 && isChunked) {
      line();
    }
    return next;
  }

  /** Whether there is another one. */
  private boolean nextChunk() throws IOException {
    left = number(line().split(";", 2)[0].strip(), HEX);
    isChunked = left > 0;
    return isChunked;
  }

  private static long number(String text, int radix) throws IOException {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IOException("no HTTP: a length of " + text);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    for (; next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
      if (line.size() > MAX_LINE_BYTES) {
        throw new IOException("no HTTP: a line of more than 64 KiB");
      }
    }
    if (next < 0) {
      throw new EOFException(line.size() == 0 ? "no answer" : "the answer breaks off");
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
