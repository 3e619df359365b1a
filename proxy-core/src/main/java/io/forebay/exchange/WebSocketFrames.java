package io.forebay.exchange;

import io.netty.buffer.ByteBuf;

/**
 * Follows one direction of a WebSocket from its first byte on, to know where a frame ends (RFC 6455
 * section 5.2). Nothing is checked: the bytes are between client and server. Event loop only.
 */
final class WebSocketFrames {

  private static final int MASK_BYTES = 4;
  private static final int CLOSE = 0x8;

  private int headRead;
  private int headLength;
  private boolean masked;
  private boolean close;
  private long length;
  private long left;

  /**
   * Follows the bytes of {@code data} from index {@code from} on.
   *
   * @param stop whether to follow no further than to the end of a frame
   * @return the index behind the last byte that was followed
   */
  int follow(ByteBuf data, int from, boolean stop) {
    int to = data.writerIndex();
    int at = from;
    while (at < to && !(stop && isBetween())) {
      if (left > 0) {
        int step = (int) Math.min(left, to - at);
        left -= step;
        at += step;
      } else {
        onHeadByte(data.getUnsignedByte(at++));
      }
    }
    return at;
  }

  private void onHeadByte(int b) {
    if (headRead == 0) {
      close |= (b & 0xf) == CLOSE;
      headLength = 2;
    } else if (headRead == 1) {
      masked = (b & 0x80) != 0;
      onLength(b & 0x7f);
    } else {
      length = length << Byte.SIZE | b;
    }
    headRead++;
    if (headRead == headLength) {
      headRead = 0;
      left = length < 0 ? Long.MAX_VALUE : length + (masked ? MASK_BYTES : 0);
    }
  }

  /** 126 and 127 say that the length follows. */
  private void onLength(int seven) {
    if (seven < 126) {
      length = seven;
      return;
    }
    length = 0;
    headLength += seven == 126 ? Short.BYTES : Long.BYTES;
  }

  /** Whether the next byte begins a frame. */
  boolean isBetween() {
    return headRead == 0 && left == 0;
  }

  /** Whether a Close frame has begun: nothing may follow it. */
  boolean isClosed() {
    return close;
  }
}
