package io.forebay.runtime;

import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * What a client is told that speaks HTTP without TLS where it must not, in words that it
 * understands.
 */
final class PlainHttpRefusal {

  private static final String BODY =
      "This port speaks HTTPS only: ask for https:// instead of http://\n";

  private static final byte[] ANSWER =
      Ascii.bytes(
          "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: "
              + BODY.length()
              + "\r\nConnection: close\r\n\r\n"
              + BODY);

  private PlainHttpRefusal() {}

  static ByteBuf answer() {
    return Unpooled.wrappedBuffer(ANSWER);
  }
}
