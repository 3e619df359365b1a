package io.forebay.http2;

import io.netty.channel.Channel;
import java.util.ArrayDeque;

/**
 * Lets the streams of a connection that have something to send take turns, one frame each, within
 * the windows of the peer and as long as its socket takes more. Event loop only.
 */
final class SendTurns {

  /** Most bytes of one turn. */
  static final int TURN_BYTES = 16 * 1024;

  private final Channel channel;
  private final ArrayDeque<Http2Stream> waiting = new ArrayDeque<>();
  private int window = Http2Settings.DEFAULT_WINDOW;

  SendTurns(Channel channel) {
    this.channel = channel;
  }

  /** Whether {@code bytes} may be sent now, out of turn. */
  boolean isFree(int bytes) {
    return waiting.isEmpty() && bytes <= TURN_BYTES && bytes <= window && channel.isWritable();
  }

  /** Opens the connection's window; false if it would be larger than may be. */
  boolean open(int increment) {
    if (increment > Integer.MAX_VALUE - window) {
      return false;
    }
    window += increment;
    return true;
  }

  /** Notes that {@code bytes} of DATA were sent. */
  void sent(int bytes) {
    window -= bytes;
  }

  /** Has {@code stream} wait for its turn, if it does not already. */
  void add(Http2Stream stream) {
    if (!stream.isWaitingForTurn()) {
      stream.waitForTurn(true);
      waiting.addLast(stream);
    }
  }

  /** Has {@code stream} wait no more: windows may stay closed for long after its end. */
  void remove(Http2Stream stream) {
    if (stream.isWaitingForTurn()) {
      stream.waitForTurn(false);
      waiting.remove(stream);
    }
  }

  /** Sends what may be sent. */
  void run() {
    while (window > 0 && channel.isWritable()) {
      Http2Stream stream = waiting.pollFirst();
      if (stream == null) {
        return;
      }
      stream.waitForTurn(false);
      if (stream.sendQueued(Math.min(TURN_BYTES, window))) {
        add(stream);
      }
    }
  }
}
