package io.forebay.runtime;

import io.forebay.backend.Server;
import io.forebay.backend.ServerTls;
import io.forebay.backend.TlsFailures;
import io.forebay.config.BackendConfig;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.HttpProtocol;
import io.forebay.config.ProxyConfig;
import io.forebay.config.ServerConfig;
import io.forebay.config.UpstreamTlsConfig;
import io.forebay.net.TlsClient;
import io.forebay.net.TlsException;
import io.forebay.net.TlsProvider;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the TLS of servers. Life-cycle thread only. */
final class UpstreamTls {

  private final TlsProvider provider;
  private final TlsFailures failures;

  /**
   * @param failures told of those of all servers
   */
  UpstreamTls(TlsProvider provider, TlsFailures failures) {
    this.provider = provider;
    this.failures = failures;
  }

  /**
   * Makes sure that the TLS of all servers and of their checks can be set up.
   *
   * @throws ProxyException naming the server, the file and what is wrong with it
   */
  void require(ProxyConfig config) throws ProxyException {
    Set<UpstreamTlsConfig> sound = new HashSet<>();
    for (BackendConfig backend : config.backends().values()) {
      for (ServerConfig server : backend.servers()) {
        String name = "backend " + backend.name() + " server " + server.name();
        require(name, server.tls(), sound);
        HealthCheckConfig check = backend.checkOf(server);
        require(name + " health_check", check == null ? null : check.tls(), sound);
      }
    }
  }

  private void require(
      String name, @Nullable UpstreamTlsConfig config, Set<UpstreamTlsConfig> sound)
      throws ProxyException {
    if (config == null || !sound.add(config)) {
      return;
    }
    try {
      provider.client(config, List.of());
    } catch (TlsException e) {
      throw new ProxyException(name + ": tls: " + e.getMessage());
    }
  }

  /** Of a server that {@link #require} has accepted; null for none. */
  @Nullable ServerTls of(ServerConfig server) {
    UpstreamTlsConfig config = server.tls();
    if (config == null) {
      return null;
    }
    HttpProtocol spoken =
        server.protocol() == HttpProtocol.H2 ? HttpProtocol.H2 : HttpProtocol.HTTP_1_1;
    try {
      TlsClient client = provider.client(config, List.of(spoken.toString()));
      return new ServerTls(config, client, failures);
    } catch (TlsException e) {
      throw new IllegalStateException(server.name() + ": " + e.getMessage(), e);
    }
  }

  /** Gives up the sessions with a server that is gone. */
  static void retire(Server server) {
    ServerTls tls = server.tls();
    if (tls != null) {
      tls.client().forgetSessions();
    }
  }
}
