package io.forebay.tls;

import io.forebay.tls.certificate.Certificate;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** One certificate of a listener with the listener's settings. Any thread. */
final class ServerContext {

  private final SslContext context;
  private final Certificate certificate;
  private final InstantSource clock;
  private final boolean preferServerCiphers;

  /** Null where clients are given no tickets. */
  private final @Nullable TicketKeys ticketKeys;

  private volatile List<OpenSslSessionTicketKey> keysInUse = List.of();

  ServerContext(
      SslContext context,
      Certificate certificate,
      InstantSource clock,
      boolean preferServerCiphers,
      @Nullable TicketKeys ticketKeys) {
    this.context = context;
    this.certificate = certificate;
    this.clock = clock;
    this.preferServerCiphers = preferServerCiphers;
    this.ticketKeys = ticketKeys;
  }

  /** The TLS of one connection. */
  SslHandler newHandler(ByteBufAllocator allocator) {
    if (ticketKeys != null) {
      use(ticketKeys.current());
    }
    SslHandler handler = context.newHandler(allocator);
    handler.setHandshakeTimeoutMillis(0);
    handler.setWrapDataSize(TlsWrites.AS_THEY_COME);
    prepare(handler.engine());
    return handler;
  }

  private void use(List<OpenSslSessionTicketKey> keys) {
    if (keys != keysInUse && context.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setTicketKeys(keys.toArray(new OpenSslSessionTicketKey[0]));
      keysInUse = keys;
    }
  }

  private void prepare(SSLEngine engine) {
    if (!preferServerCiphers || !(engine instanceof ReferenceCountedOpenSslEngine)) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setUseCipherSuitesOrder(preferServerCiphers);
      engine.setSSLParameters(parameters);
    }
    if (engine instanceof ReferenceCountedOpenSslEngine openSsl) {
      if (ticketKeys == null) {
        // Netty turns tickets of TLS 1.3 on for each connection, and with them those of TLS 1.2.
        SSL.setOptions(openSsl.sslPointer(), SSL.SSL_OP_NO_TICKET);
      }
      byte[] staple = certificate.ocspResponse(clock.instant());
      if (staple != null) {
        openSsl.setOcspResponse(staple);
      }
    }
  }
}
