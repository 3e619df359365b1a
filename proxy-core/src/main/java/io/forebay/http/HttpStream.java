package io.forebay.http;

import io.netty.buffer.ByteBuf;

/**
 * The sending half of one message exchange on one connection, whichever protocol it speaks.
 *
 * <p>There are two on every exchange: the client's, on which answers are written, and the server's,
 * on which requests are. Event loop only.
 */
public interface HttpStream {

  /**
   * Writes a head. May be called several times on the client's stream: interim answers (1xx) come
   * before the final one. The head stays the caller's.
   *
   * @param end whether no body follows
   */
  void writeHead(HttpHead head, boolean end);

  /**
   * Writes a part of the body, re-framed as the protocol needs. Takes ownership of {@code data}.
   *
   * @param end whether it is the last part
   */
  void writeData(ByteBuf data, boolean end);

  /** Ends the body with a trailer section. The head stays the caller's. */
  void writeTrailers(HttpHead trailers);

  /** Hands everything written so far to the network. */
  void flush();

  /** Whether the peer keeps up; when it does not, stop writing until the listener is told. */
  boolean isWritable();

  /** Stops reading from this connection: back-pressure for its sender. */
  void pauseRead();

  /** Goes on reading. */
  void resumeRead();

  /** Ends the connection or stream at once; what was written may be lost. Idempotent. */
  void abort(ProxyError error);
}
