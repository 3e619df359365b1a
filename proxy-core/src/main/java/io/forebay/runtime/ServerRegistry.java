package io.forebay.runtime;

import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.Endpoint;
import io.forebay.backend.HostValue;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.InitialState;
import io.forebay.config.ServerConfig;
import io.forebay.observe.Event;
import io.forebay.observe.Events;
import io.forebay.stats.MetricIds;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Finds or makes the {@link Server} object of a configured server.
 *
 * <p>Identity is backend name and server name; with another address, protocol, host or TLS it is
 * another server, of which nothing is known. As long as a name still has the address in use, the
 * server stays.
 */
final class ServerRegistry {

  private final MetricIds ids;
  private final Names names;
  private final UpstreamTls tls;
  private final Events events;

  ServerRegistry(MetricIds ids, Names names, UpstreamTls tls, Events events) {
    this.tls = tls;
    this.events = events;
    this.ids = ids;
    this.names = names;
  }

  /**
   * @param before the backend under the configuration before, or null
   * @param was that configuration of it, or null
   */
  WeightedServer server(
      BackendConfig backend,
      ServerConfig config,
      @Nullable Backend before,
      @Nullable BackendConfig was) {
    List<SocketAddress> addresses = addresses(config);
    WeightedServer used = before == null ? null : find(before, config.name());
    Server known = used == null ? null : used.server();
    boolean stays = known != null && addresses.contains(known.address());
    boolean same = known != null && stays && isSpokenToAs(config, known);
    SocketAddress address = stays ? known.address() : addresses.get(0);
    Server server = same ? known : newServer(backend, config, address, before != null);
    if (known != null && !same) {
      tell(server, change(known, server));
    } else if (known == null && server.state() == ServerState.UNRESOLVED) {
      tell(server, text(server.address()));
    }
    if (!same && before != null) {
      server.joinsOthers();
    }
    if (known != null && !same && isAsWritten(config, was)) {
      // What an operator wants of the server is wanted of it wherever its name points.
      server.adminState(known.adminState());
      server.runtimeWeight(known.runtimeWeight());
      server.runtimeLimit(known.runtimeLimit());
    }
    return new WeightedServer(
        server,
        config.weight(),
        config.backup(),
        config.maxConnections(),
        checkedAt(config, server.address(), used),
        config.slowStart().toNanos(),
        config.priority());
  }

  private static boolean isSpokenToAs(ServerConfig config, Server known) {
    return known.protocol() == config.protocol()
        && Objects.equals(known.endpoint().host(), HostValue.of(config.toldHost()))
        && known.endpoint().sendProxy() == config.sendProxy()
        && Objects.equals(known.endpoint().tlsConfig(), config.tls());
  }

  private static String change(Server from, Server to) {
    if (!from.address().equals(to.address())) {
      return "moves from " + text(from.address()) + " to " + text(to.address());
    }
    if (from.endpoint().sendProxy() != to.endpoint().sendProxy()) {
      return "begins anew with another PROXY header";
    }
    if (!Objects.equals(from.endpoint().host(), to.endpoint().host())) {
      return "begins anew under another host";
    }
    return from.protocol() == to.protocol()
        ? "begins anew with other settings of tls"
        : "speaks " + to.protocol() + " instead of " + from.protocol();
  }

  private static boolean isAsWritten(ServerConfig config, @Nullable BackendConfig was) {
    return was != null
        && was.servers().stream()
            .anyMatch(
                it -> it.name().equals(config.name()) && it.address().equals(config.address()));
  }

  private void tell(Server server, String text) {
    boolean lost = server.state() == ServerState.UNRESOLVED;
    Level level = lost ? Level.WARN : Level.INFO;
    events.add(level, Event.Kind.HEALTH, server.backendName(), server.name(), text);
  }

  /** Null for where it serves. */
  private @Nullable SocketAddress checkedAt(
      ServerConfig config, SocketAddress address, @Nullable WeightedServer used) {
    String host = config.checkAddress();
    boolean elsewhere = config.checkPort() != 0 || host != null;
    if (!elsewhere || !(address instanceof InetSocketAddress own)) {
      return null;
    }
    int port = config.checkPort() == 0 ? own.getPort() : config.checkPort();
    if (host == null) {
      return own.isUnresolved() ? null : new InetSocketAddress(own.getAddress(), port);
    }
    List<SocketAddress> found = addresses(host, port);
    boolean same = used != null && found.contains(used.checkAddress());
    return same ? used.checkAddress() : found.get(0);
  }

  /**
   * @param besideOthers whether requests come to the backend already, so that a server of which
   *     nothing is known has to wait for its first check
   */
  private Server newServer(
      BackendConfig backend, ServerConfig config, SocketAddress address, boolean besideOthers) {
    String name = config.name();
    int id = ids.server(backend.name(), name);
    Endpoint endpoint =
        new Endpoint(
            address,
            config.protocol(),
            tls.of(config),
            HostValue.of(config.toldHost()),
            config.sendProxy());
    Server server = new Server(id, backend.name(), name, endpoint);
    HealthCheckConfig check = backend.checkOf(config);
    if (check != null && server.state() != ServerState.UNRESOLVED) {
      server.initialState(
          switch (check.initialState()) {
            case UP -> ServerState.UP;
            case DOWN -> ServerState.DOWN;
            case CHECKED -> ServerState.UNCHECKED;
          });
      if (besideOthers && check.initialState() == InitialState.CHECKED) {
        server.avoid(Avoidance.UNCHECKED);
      }
    }
    return server;
  }

  private static @Nullable WeightedServer find(Backend backend, String name) {
    for (WeightedServer server : backend.servers()) {
      if (server.server().name().equals(name)) {
        return server;
      }
    }
    return null;
  }

  /** Whether the server of this configuration would be another one than it is now. */
  boolean hasMoved(ServerConfig config, Backend now) {
    WeightedServer server = find(now, config.name());
    if (server == null) {
      return false;
    }
    SocketAddress address = server.server().address();
    if (!addresses(config).contains(address)) {
      return true;
    }
    SocketAddress checkedAt = checkedAt(config, address, server);
    return checkedAt != null && !checkedAt.equals(server.checkAddress());
  }

  private List<SocketAddress> addresses(ServerConfig config) {
    Path unixPath = config.unixPath();
    if (unixPath != null) {
      return List.of(UnixDomainSocketAddress.of(unixPath));
    }
    return addresses(config.host(), config.port());
  }

  /** One without an address where there is none. */
  private List<SocketAddress> addresses(String host, int port) {
    List<InetAddress> found = names.addresses(host);
    return found.isEmpty()
        ? List.of(InetSocketAddress.createUnresolved(host, port))
        : found.stream().<SocketAddress>map(it -> new InetSocketAddress(it, port)).toList();
  }

  private static String text(SocketAddress address) {
    if (!(address instanceof InetSocketAddress it)) {
      return address.toString();
    }
    return it.isUnresolved()
        ? ServerState.UNRESOLVED + ", no address of " + it.getHostString()
        : NetUtil.toSocketAddressString(it);
  }
}
