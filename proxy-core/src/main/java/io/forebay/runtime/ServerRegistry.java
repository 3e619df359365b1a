package io.forebay.runtime;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
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

  WeightedServer server(String backend, ServerConfig config, @Nullable Backend before) {
    SocketAddress[] addresses = resolve(config);
    Server known = before == null ? null : find(before, config.name());
    Server server =
        known != null && Arrays.asList(addresses).contains(known.address())
            ? known
            : new Server(ids.server(backend, config.name()), backend, config.name(), addresses[0]);
    return new WeightedServer(server, config.weight(), config.backup(), config.maxConnections());
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
