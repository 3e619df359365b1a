package io.forebay.http;

import io.netty.buffer.ByteBuf;

/** What a client's stream tells about the request whose head it delivered. Event loop only. */
public interface RequestListener {

  /** A part of the body. Takes ownership of {@code data}, which may be empty if {@code end}. */
  void onRequestData(ByteBuf data, boolean end);

  /** The body ended with a trailer section, valid until the exchange has ended. */
  void onRequestTrailers(HttpHead trailers);

  /** Everything that arrived together was delivered: time to flush. */
  void onRequestReadComplete();

  /** The client takes data again. */
  void onClientWritable();

  /** The client's stream ended before the exchange did; nothing more can be written to it. */
  void onClientAbort(ProxyError error);

  /**
   * The request went wrong behind its head, for example by a bad chunk. The client's stream still
   * takes an answer if none was begun.
   */
  void onRequestError(ProxyError error);

  /** The client sends nothing more, behind a request that is whole or on a tunnel. */
  void onClientShutdown();

  /**
   * The client is to be left now, because of {@code reason}.
   *
   * @return whether what is under way ends in its own way within moments; else it may be cut
   */
  default boolean onEvicted(ProxyError reason) {
    return false;
  }
}
