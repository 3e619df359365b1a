package io.forebay.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import java.net.SocketAddress;

/** Encrypts connections to servers. Any thread. */
public interface TlsClient {

  /**
   * The first handler of one connection. It begins the handshake when the connection stands, tells
   * of its end by a {@link io.netty.handler.ssl.SslHandshakeCompletionEvent}, and sets no time
   * limit.
   *
   * @param server where the connection goes, with the name that the certificate must be for if the
   *     configuration says none
   */
  ChannelHandler handler(ByteBufAllocator allocator, SocketAddress server);

  /**
   * Why a handshake failed, such as {@code certificate has expired}.
   *
   * @param server as for {@link #handler}
   */
  String reason(Throwable failure, SocketAddress server);

  /**
   * Forgets its sessions and agrees on none any more: from now on every handshake is a whole one,
   * in which the server shows its certificate.
   */
  void forgetSessions();
}
