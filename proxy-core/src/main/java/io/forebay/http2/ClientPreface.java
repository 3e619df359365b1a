package io.forebay.http2;

import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;

/** What a client sends before its first frame (RFC 9113 section 3.4). Event loop only. */
final class ClientPreface {

  /** Not to be changed. */
  static final byte[] BYTES = Ascii.bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

  private int read;

  /** Whether anything of it has come. */
  boolean isBegun() {
    return read > 0;
  }

  boolean isComplete() {
    return read == BYTES.length;
  }

  /** Reads what there is of it; false if the bytes are others. */
  boolean read(ByteBuf in) {
    while (read < BYTES.length && in.isReadable()) {
      if (in.readByte() != BYTES[read]) {
        return false;
      }
      read++;
    }
    return true;
  }
}
