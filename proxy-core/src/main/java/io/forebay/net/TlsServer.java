package io.forebay.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;

/** Encrypts the connections of one listener. Any thread. */
public interface TlsServer {

  /**
   * The first handler of one connection, or what is replaced by it once the client has said which
   * certificate it wants. It tells of the end of the handshake by a {@link
   * io.netty.handler.ssl.SslHandshakeCompletionEvent}; by then the pipeline holds a {@link
   * io.netty.handler.ssl.SslHandler}. It sets no time limit.
   */
  ChannelHandler handler(ByteBufAllocator allocator);
}
