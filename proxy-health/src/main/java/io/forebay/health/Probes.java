package io.forebay.health;

import io.forebay.backend.Endpoint;
import io.forebay.backend.WeightedServer;
import io.forebay.config.GrpcCheckConfig;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.HttpCheckConfig;
import io.forebay.config.HttpProtocol;
import io.forebay.config.SendProxy;
import io.forebay.config.ServerConfig;
import io.forebay.config.UpstreamTlsConfig;
import io.forebay.net.TlsClient;
import io.forebay.net.TlsException;
import io.forebay.net.TlsProvider;
import io.forebay.net.Transport;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the probes of one configuration. Made by whoever applies it, since preparing TLS takes its
 * time; used on the control loop.
 */
final class Probes {

  private static final String HTTP_1_1 = HttpProtocol.HTTP_1_1.toString();
  private static final String H2 = HttpProtocol.H2.toString();

  /**
   * @param protocols what is offered by ALPN
   */
  private record Wanted(UpstreamTlsConfig tls, List<String> protocols) {}

  private final EventLoop control;
  private final Transport transport;
  private final TlsProvider tls;
  private final Map<Wanted, TlsClient> clients = new HashMap<>();

  Probes(EventLoop control, Transport transport, TlsProvider tls) {
    this.control = control;
    this.transport = transport;
    this.tls = tls;
  }

  /** To be called for each check before it is made. */
  void prepare(ServerConfig server, @Nullable HealthCheckConfig config) {
    boolean elsewhere = server.checkPort() != 0 || server.checkAddress() != null;
    HttpProtocol protocol = elsewhere ? HttpProtocol.HTTP_1_1 : server.protocol();
    Wanted wanted = config == null ? null : wanted(config, protocol);
    if (wanted != null) {
      clients.computeIfAbsent(wanted, this::client);
    }
  }

  private static @Nullable Wanted wanted(HealthCheckConfig config, HttpProtocol protocol) {
    UpstreamTlsConfig tls = config.tls();
    if (tls == null) {
      return null;
    }
    if (config.grpc() != null || config.http() != null && protocol == HttpProtocol.H2) {
      return new Wanted(tls, List.of(H2));
    }
    return new Wanted(tls, config.http() == null ? List.of(H2, HTTP_1_1) : List.of(HTTP_1_1));
  }

  private TlsClient client(Wanted wanted) {
    try {
      TlsClient client = tls.client(wanted.tls(), wanted.protocols());
      // A resumed session would hide that a certificate is not valid any more.
      client.forgetSessions();
      return client;
    } catch (TlsException e) {
      throw new IllegalStateException("health_check.tls: " + e.getMessage(), e);
    }
  }

  /** The probe of a server, in its protocol where it is checked where it serves. */
  Probe probe(WeightedServer server, HealthCheckConfig config) {
    // What listens elsewhere need not be what serves.
    boolean elsewhere = server.checkedAt() != null;
    Endpoint endpoint = server.server().endpoint();
    CheckPlace place =
        new CheckPlace(
            transport, server.checkAddress(), elsewhere ? SendProxy.NONE : endpoint.sendProxy());
    HttpProtocol protocol = elsewhere ? HttpProtocol.HTTP_1_1 : endpoint.protocol();
    Wanted wanted = wanted(config, protocol);
    TlsClient client = wanted == null ? null : clients.get(wanted);
    HttpCheckConfig http = config.http();
    if (http != null) {
      return protocol == (client == null ? HttpProtocol.H2C : HttpProtocol.H2)
          ? new Http2Probe(control, place, http, client)
          : new HttpProbe(control, place, http, client);
    }
    GrpcCheckConfig grpc = config.grpc();
    if (grpc != null) {
      return new GrpcProbe(control, place, grpc, client);
    }
    return client == null ? new TcpProbe(control, place) : new TlsProbe(control, place, client);
  }
}
