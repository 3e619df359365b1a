package io.forebay.health;

import io.forebay.config.GrpcCheckConfig;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.HttpCheckConfig;
import io.forebay.config.UpstreamTlsConfig;
import io.forebay.net.TlsClient;
import io.forebay.net.TlsProvider;
import io.forebay.net.Transport;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the probes of one configuration. Made by whoever applies it, since preparing TLS takes its
 * time; used on the control loop.
 */
final class Probes {

  private final EventLoop control;
  private final Transport transport;
  private final TlsProvider tls;
  private final Map<UpstreamTlsConfig, TlsClient> clients = new HashMap<>();

  Probes(EventLoop control, Transport transport, TlsProvider tls) {
    this.control = control;
    this.transport = transport;
    this.tls = tls;
  }

  /** To be called for each check before it is made. */
  void prepare(@Nullable HealthCheckConfig config) {
    UpstreamTlsConfig wanted = config == null ? null : config.tls();
    if (wanted != null) {
      clients.computeIfAbsent(wanted, tls::client);
    }
  }

  Probe probe(SocketAddress address, HealthCheckConfig config) {
    HttpCheckConfig http = config.http();
    TlsClient client = config.tls() == null ? null : clients.get(config.tls());
    if (http != null) {
      return new HttpProbe(control, transport, address, http, client);
    }
    GrpcCheckConfig grpc = config.grpc();
    if (grpc != null) {
      return new GrpcProbe(control, transport, address, grpc, client);
    }
    return client == null
        ? new TcpProbe(control, transport, address)
        : new TlsProbe(control, transport, address, client);
  }
}
