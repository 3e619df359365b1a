package io.forebay.tls;

import io.forebay.net.TlsClient;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The TLS of connections under one configuration. */
final class NettyTlsClient implements TlsClient {

  /** A unix socket has no name that a certificate could be for. */
  private static final String UNIX_NAME = "localhost";

  /** Sessions are kept by name and port, and by none without a port. */
  private static final int NO_PORT = 0;

  private final SslContext context;
  private final @Nullable String sni;

  NettyTlsClient(SslContext context, @Nullable String sni) {
    this.context = context;
    this.sni = sni;
  }

  @Override
  public ChannelHandler handler(ByteBufAllocator allocator, SocketAddress server) {
    int port = server instanceof InetSocketAddress inet ? inet.getPort() : NO_PORT;
    SslHandler handler = context.newHandler(allocator, name(server), port);
    handler.setHandshakeTimeoutMillis(0);
    handler.setWrapDataSize(TlsWrites.AS_THEY_COME);
    return handler;
  }

  @Override
  public String reason(Throwable failure, SocketAddress server) {
    return HandshakeFailure.reason(failure, name(server));
  }

  @Override
  public void forgetSessions() {
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setSessionCacheEnabled(false);
    } else {
      // The JDK's cannot be switched off: a second is the least that it takes.
      context.sessionContext().setSessionTimeout(1);
    }
  }

  /** What the certificate must be for; only a name is sent as SNI. */
  private String name(SocketAddress server) {
    if (sni != null) {
      return sni;
    }
    return server instanceof InetSocketAddress inet ? inet.getHostString() : UNIX_NAME;
  }
}
