package io.forebay.tls;

import io.forebay.net.TlsServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** The TLS of a listener's connections. */
final class NettyTlsServer implements TlsServer {

  private final SslContext context;

  NettyTlsServer(SslContext context) {
    this.context = context;
  }

  @Override
  public ChannelHandler handler(ByteBufAllocator allocator) {
    SslHandler handler = context.newHandler(allocator);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  @Override
  public boolean isResumed(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine open
        && SSL.isSessionReused(open.sslPointer());
  }

  @Override
  public @Nullable String serverName(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine open
        ? SSL.getSniHostname(open.sslPointer())
        : null;
  }
}
