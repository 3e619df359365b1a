package io.forebay.tls;

import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.UpstreamTlsConfig;
import io.forebay.net.TlsClient;
import io.forebay.net.TlsException;
import io.forebay.net.TlsProvider;
import io.forebay.net.TlsServer;
import io.forebay.tls.certificate.Certificates;
import io.forebay.util.Ticker;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.time.InstantSource;
import java.util.List;

/** TLS by BoringSSL, and by the JDK where that cannot be loaded. */
public final class NettyTls implements TlsProvider {

  private final SslProvider provider;
  private final ServerStateReader.Shared shared;
  private final ClientContexts clients;

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
    this.clients = new ClientContexts(provider);
  }

  @Override
  public TlsClient client(UpstreamTlsConfig config, List<String> protocols) throws TlsException {
    return new NettyTlsClient(clients.build(config, protocols), config.sni());
  }

  @Override
  public TlsServer server(String listener, ListenerTlsConfig config, List<String> protocols)
      throws TlsException {
    return new NettyTlsServer(shared, listener, config, protocols);
  }
}
