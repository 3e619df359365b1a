package io.forebay.http;

import io.forebay.util.Ascii;

/** Status lines of the proxy's own answers, made once. */
final class StatusLines {

  private static final byte[][] LINES = new byte[600][];

  static {
    for (int status = 100; status < 600; status++) {
      LINES[status] = Ascii.bytes("HTTP/1.1 " + status + " " + HttpStatus.reason(status) + "\r\n");
    }
  }

  private StatusLines() {}

  static byte[] of(int status) {
    return LINES[status];
  }
}
