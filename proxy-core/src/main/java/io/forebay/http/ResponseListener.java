package io.forebay.http;

import io.netty.buffer.ByteBuf;

/** What a server's stream tells about the answer to the request written on it. Event loop only. */
public interface ResponseListener {

  /** An interim answer (1xx but 101). The head is valid during the call. */
  void onInterimHead(HttpHead head);

  /**
   * The final answer. The head is valid during the call.
   *
   * @param end whether no body follows
   */
  void onResponseHead(HttpHead head, boolean end);

  /** A part of the body. Takes ownership of {@code data}, which may be empty if {@code end}. */
  void onResponseData(ByteBuf data, boolean end);

  /** The body ended with a trailer section, valid during the call. */
  void onResponseTrailers(HttpHead trailers);

  /** Everything that arrived together was delivered: time to flush. */
  void onResponseReadComplete();

  /** The server takes data again. */
  void onUpstreamWritable();

  /** The server's stream failed before the answer was complete; it is gone by now. */
  void onUpstreamError(ProxyError error);

  /** The server sent all it will, on a tunnel. */
  void onUpstreamShutdown();

  /**
   * The server is to be left now, because of {@code reason}.
   *
   * @return whether what is under way ends in its own way within moments; else it is cut
   */
  default boolean onEvicted(ProxyError reason) {
    return false;
  }

  /**
   * The server fails, and not a byte of the answer has come: the listener may abort the stream and
   * do without it. May be told more than once.
   */
  void onServerDown();
}
