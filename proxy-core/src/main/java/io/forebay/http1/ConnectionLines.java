package io.forebay.http1;

import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;

/** The lines about one hop that both sides of the proxy write anew behind a head. */
final class ConnectionLines {

  static final byte[] NONE = {};
  static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
  static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
  static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
  static final byte[] CHUNKED_CLOSE =
      Ascii.bytes("Transfer-Encoding: chunked\r\nConnection: close\r\n");

  static final byte[] EMPTY = Ascii.bytes("Content-Length: 0\r\n");
  static final byte[] EMPTY_CLOSE = Ascii.bytes("Content-Length: 0\r\nConnection: close\r\n");
  static final byte[] EMPTY_KEEP_ALIVE =
      Ascii.bytes("Content-Length: 0\r\nConnection: keep-alive\r\n");

  private ConnectionLines() {}

  /** Those that ask for, or grant, the protocol that {@code head} names. */
  static byte[] upgrade(HttpHead head) {
    String protocol = Ascii.text(head.bytes(), head.upgradeStart(), head.upgradeEnd());
    return Ascii.bytes("Connection: Upgrade\r\nUpgrade: " + protocol + "\r\n");
  }
}
