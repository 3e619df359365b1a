package io.forebay.exchange;

import io.forebay.http.HttpStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One direction of a WebSocket: passes its bytes on as they are, until it is ended by a Close frame
 * of ours, which can only stand between two others. Event loop only.
 */
final class WebSocketDirection {

  /** A whole Close frame without its payload: of a server, and of a client, which masks. */
  private static final int CLOSE_HEAD = 0x8802;

  private static final int MASKED_CLOSE_HEAD = 0x8882;

  /** The endpoint is going away (RFC 6455 section 7.4.1). */
  private static final int GOING_AWAY = 1001;

  private final HttpStream to;
  private final boolean masked;
  private final WebSocketFrames frames = new WebSocketFrames();
  private boolean ending;
  private boolean ended;

  /**
   * @param masked whether {@code to} is a server, to which a client's frames go
   */
  WebSocketDirection(HttpStream to, boolean masked) {
    this.to = to;
    this.masked = masked;
  }

  /** Takes ownership of {@code data}; what comes behind the end is dropped. */
  void pass(ByteBuf data) {
    if (ended) {
      data.release();
      return;
    }
    int followed = frames.follow(data, data.readerIndex(), ending);
    boolean last = ending && frames.isBetween();
    if (last) {
      data.writerIndex(followed);
    }
    to.writeData(data, false);
    if (last) {
      close();
    }
  }

  /** Ends it behind the frame under way. */
  void end() {
    ending = true;
    if (!ended && frames.isBetween()) {
      close();
    }
  }

  private void close() {
    if (!frames.isClosed()) {
      to.writeData(closeFrame(), false);
    }
    shutdown();
    to.flush();
  }

  private ByteBuf closeFrame() {
    if (!masked) {
      return Unpooled.buffer(4).writeShort(CLOSE_HEAD).writeShort(GOING_AWAY);
    }
    int mask = ThreadLocalRandom.current().nextInt();
    return Unpooled.buffer(8)
        .writeShort(MASKED_CLOSE_HEAD)
        .writeInt(mask)
        .writeShort(GOING_AWAY ^ mask >>> Short.SIZE);
  }

  /** Whoever sends this way has ended it. */
  void shutdown() {
    if (!ended) {
      ended = true;
      to.writeData(Unpooled.EMPTY_BUFFER, true);
    }
  }
}
