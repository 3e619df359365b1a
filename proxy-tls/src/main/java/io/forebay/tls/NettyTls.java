package io.forebay.tls;

import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.TrustedCa;
import io.forebay.config.UpstreamTlsConfig;
import io.forebay.net.TlsClient;
import io.forebay.net.TlsException;
import io.forebay.net.TlsProvider;
import io.forebay.net.TlsServer;
import io.forebay.tls.certificate.Certificates;
import io.forebay.util.Ticker;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLException;

/** TLS by BoringSSL, and by the JDK where that cannot be loaded. */
public final class NettyTls implements TlsProvider {

  private static final String OF_WEB_SERVERS = "HTTPS";

  private final SslProvider provider;
  private final ServerStateReader.Shared shared;

  /** By BoringSSL if it can be loaded. */
  public NettyTls() {
    this(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
  }

  NettyTls(SslProvider provider) {
    this(provider, Ticker.system(), InstantSource.system());
  }

  NettyTls(SslProvider provider, Ticker ticker, InstantSource clock) {
    this.provider = provider;
    this.shared =
        new ServerStateReader.Shared(
            provider, new Certificates(clock), new RotatingTicketKeys(ticker), clock);
  }

  @Override
  public TlsClient client(UpstreamTlsConfig config) {
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(provider);
    TrustedCa ca = config.ca();
    if (!config.verify()) {
      builder
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null);
    } else {
      builder.endpointIdentificationAlgorithm(OF_WEB_SERVERS);
      if (ca != null) {
        byte[] pem = ca.pem().getBytes(StandardCharsets.ISO_8859_1);
        builder.trustManager(new ByteArrayInputStream(pem));
      }
    }
    try {
      return new NettyTlsClient(builder.build(), config.sni());
    } catch (SSLException e) {
      throw new IllegalStateException("TLS: " + e.getMessage(), e);
    }
  }

  @Override
  public TlsServer server(String listener, ListenerTlsConfig config, List<String> protocols)
      throws TlsException {
    return new NettyTlsServer(shared, listener, config, protocols);
  }
}
