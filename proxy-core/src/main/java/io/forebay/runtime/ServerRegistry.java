package io.forebay.runtime;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.ServerConfig;
import io.forebay.stats.MetricIds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds or makes the {@link Server} object of a configured server.
 *
 * <p>Identity is backend name and server name; with another address it is another server, of which
 * nothing is known. A name is resolved on every build: as long as it still has the address in use,
 * the server stays.
 */
final class ServerRegistry {

  private final MetricIds ids;

  ServerRegistry(MetricIds ids) {
    this.ids = ids;
  }

  /**
   * @param before the backend under the configuration before, or null
   */
  WeightedServer server(BackendConfig backend, ServerConfig config, @Nullable Backend before) {
    SocketAddress[] addresses = resolve(config);
    Server known = before == null ? null : find(before, config.name());
    Server server =
        known != null && Arrays.asList(addresses).contains(known.address())
            ? known
            : newServer(backend, config.name(), addresses[0]);
    return new WeightedServer(
        server, config.weight(), config.backup(), config.maxConnections(), config.checkPort());
  }

  private Server newServer(BackendConfig backend, String name, SocketAddress address) {
    Server server = new Server(ids.server(backend.name(), name), backend.name(), name, address);
    HealthCheckConfig check = backend.healthCheck();
    if (check != null && server.state() != ServerState.UNRESOLVED) {
      server.state(
          switch (check.initialState()) {
            case UP -> ServerState.UP;
            case DOWN -> ServerState.DOWN;
            case CHECKED -> ServerState.UNCHECKED;
          });
    }
    return server;
  }

  private static @Nullable Server find(Backend backend, String name) {
    for (WeightedServer server : backend.servers()) {
      if (server.server().name().equals(name)) {
        return server.server();
      }
    }
    return null;
  }

  private static SocketAddress[] resolve(ServerConfig config) {
    Path unixPath = config.unixPath();
    if (unixPath != null) {
      return new SocketAddress[] {UnixDomainSocketAddress.of(unixPath)};
    }
    try {
      return Arrays.stream(InetAddress.getAllByName(config.host()))
          .map(address -> new InetSocketAddress(address, config.port()))
          .toArray(SocketAddress[]::new);
    } catch (UnknownHostException e) {
      return new SocketAddress[] {InetSocketAddress.createUnresolved(config.host(), config.port())};
    }
  }
}
