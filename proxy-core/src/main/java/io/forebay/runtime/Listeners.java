package io.forebay.runtime;

import io.forebay.config.AccessConfig;
import io.forebay.config.BindAddress;
import io.forebay.config.Http2Config;
import io.forebay.config.HttpProtocol;
import io.forebay.config.LimitsConfig;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.TimeoutsConfig;
import io.forebay.exchange.ListenerPlan;
import io.forebay.http.DownstreamSettings;
import io.forebay.http.HeadLimits;
import io.forebay.http2.Http2ServerSettings;
import io.forebay.net.InheritedSockets;
import io.forebay.net.ListeningSocket;
import io.forebay.net.TlsException;
import io.forebay.net.TlsProvider;
import io.forebay.net.TlsServer;
import io.forebay.net.Transport;
import io.forebay.stats.MetricIds;
import io.forebay.util.Ticker;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The proxy's listeners and the addresses at which they accept. Life-cycle thread only, except
 * where said otherwise.
 */
final class Listeners {

  /** Handshakes that are under way when new clients are kept out are over by then. */
  static final long HANDSHAKE_MILLIS = 100;

  private record BindKey(String listener, BindAddress address) {}

  private final Transport transport;
  private final TlsProvider tls;
  private final List<WorkerContext> workers;
  private final MetricIds ids;
  private final ConnectionLimit limit;
  private final Ticker ticker;
  private final Supplier<ProxySnapshot> current;
  private final Map<String, Listener> listeners = new ConcurrentHashMap<>();
  private final Map<BindKey, BoundAddress> bound = new LinkedHashMap<>();
  private InheritedSockets inherited = InheritedSockets.none();
  private boolean held;

  /**
   * No listeners yet.
   *
   * @param limit of the connections of all of them
   * @param current the snapshot in force
   */
  Listeners(
      Transport transport,
      TlsProvider tls,
      List<WorkerContext> workers,
      MetricIds ids,
      ConnectionLimit limit,
      Ticker ticker,
      Supplier<ProxySnapshot> current) {
    this.transport = transport;
    this.tls = tls;
    this.workers = workers;
    this.ids = ids;
    this.limit = limit;
    this.ticker = ticker;
    this.current = current;
  }

  /** From now on takes these sockets where it would bind. */
  void inherit(InheritedSockets sockets) {
    inherited = sockets;
  }

  /** Opens what {@code next} has and is not open; all or nothing. */
  void open(ProxySnapshot next) throws ProxyException {
    Map<BindKey, BoundAddress> opened = new LinkedHashMap<>();
    Map<BindKey, BindKey> moved = new LinkedHashMap<>();
    Map<String, Listener> made = new LinkedHashMap<>();
    Map<String, ListenerSettings> settings = new HashMap<>();
    try {
      for (ListenerConfig config : next.config().listeners().values()) {
        settings.put(config.name(), settings(config, next));
      }
      for (ListenerConfig config : next.config().listeners().values()) {
        Listener listener = listeners.get(config.name());
        if (listener == null) {
          listener = newListener(config, settings.get(config.name()), next);
          made.put(config.name(), listener);
        }
        for (BindAddress address : config.bind()) {
          BindKey key = new BindKey(config.name(), address);
          if (bound.containsKey(key)) {
            continue;
          }
          BindKey given = givenUp(address, next, moved.values());
          if (given != null) {
            moved.put(key, given);
          } else {
            opened.put(key, bind(address, listener, config.bind().size() == 1, next));
          }
        }
      }
    } catch (ProxyException e) {
      opened.values().forEach(BoundAddress::close);
      throw e;
    }
    listeners.putAll(made);
    moved.forEach(this::hand);
    bound.putAll(opened);
    settings.forEach((name, its) -> listeners.get(name).settings(its));
  }

  private BoundAddress bind(
      BindAddress address, Listener listener, boolean only, ProxySnapshot next)
      throws ProxyException {
    List<ListeningSocket> sockets = inherited.take(listener.name(), address, only);
    if (!sockets.isEmpty()) {
      return BoundAddress.inherit(address, sockets, listener, workers, limit, held);
    }
    boolean ours = overlapsGivenUp(address, next) || inherited.clashWith(address);
    return BoundAddress.open(address, listener, workers, transport, limit, ours, held);
  }

  /** The key of an address that is bound for a listener that does not want it any more. */
  private @Nullable BindKey givenUp(
      BindAddress address, ProxySnapshot next, Collection<BindKey> taken) {
    for (BindKey key : bound.keySet()) {
      if (key.address().equals(address) && !isWanted(key, next) && !taken.contains(key)) {
        return key;
      }
    }
    return null;
  }

  /**
   * Whether an overlapping address is bound that goes: where sockets share, both can be at once.
   */
  private boolean overlapsGivenUp(BindAddress address, ProxySnapshot next) {
    return bound.keySet().stream()
        .anyMatch(key -> key.address().clashesWith(address) && !isWanted(key, next));
  }

  /** Hands an address to another listener as it is, with whoever waits to be accepted. */
  private void hand(BindKey to, BindKey from) {
    BoundAddress address = bound.remove(from);
    Listener listener = listeners.get(to.listener());
    if (address != null && listener != null) {
      address.handTo(listener);
      bound.put(to, address);
    }
  }

  private static boolean isWanted(BindKey key, ProxySnapshot next) {
    ListenerConfig config = next.config().listeners().get(key.listener());
    return config != null && config.bind().contains(key.address());
  }

  private Listener newListener(ListenerConfig config, ListenerSettings settings, ProxySnapshot next)
      throws ProxyException {
    ListenerPlan plan = next.plan(ids.listener(config.name()));
    if (plan == null) {
      throw new ProxyException("listener " + config.name() + ": has no plan");
    }
    return new Listener(
        plan,
        settings,
        workers,
        limit,
        new ConnectionLimit(config.maxConnections()),
        new AcceptFailures(config.name(), ticker),
        current);
  }

  /** Those it has where nothing but addresses of servers has changed: it reads no files then. */
  private ListenerSettings settings(ListenerConfig config, ProxySnapshot next)
      throws ProxyException {
    Listener known = listeners.get(config.name());
    return known != null && next.config() == current.get().config()
        ? known.settings()
        : settings(config);
  }

  private ListenerSettings settings(ListenerConfig config) throws ProxyException {
    ListenerTlsConfig encryption = config.tls();
    List<HttpProtocol> protocols = config.protocols();
    DownstreamSettings http = http(config);
    Http2ServerSettings http2 = http2(http, config.http2());
    AccessConfig access = ConnectionAccess.of(config);
    return encryption == null
        ? new ListenerSettings(http, http2, protocols, null, 0, access, config.proxyProtocol())
        : new ListenerSettings(
            http,
            http2,
            protocols,
            tlsServer(config.name(), encryption, protocols),
            encryption.handshakeTimeout().toNanos(),
            access,
            config.proxyProtocol());
  }

  private TlsServer tlsServer(
      String listener, ListenerTlsConfig config, List<HttpProtocol> protocols)
      throws ProxyException {
    try {
      return tls.server(listener, config, protocols.stream().map(HttpProtocol::toString).toList());
    } catch (TlsException e) {
      throw new ProxyException(String.valueOf(e.getMessage()));
    }
  }

  private static DownstreamSettings http(ListenerConfig config) {
    TimeoutsConfig timeouts = config.timeouts();
    LimitsConfig limits = config.limits();
    return new DownstreamSettings(
        new HeadLimits(limits.requestLine(), limits.head(), limits.fields()),
        timeouts.requestHeaders().toNanos(),
        timeouts.keepAlive().toNanos(),
        timeouts.client().toNanos(),
        timeouts.tunnel().toNanos(),
        limits.keepAliveRequests(),
        limits.keepAliveTime().toNanos(),
        limits.minBodyRate());
  }

  private static Http2ServerSettings http2(DownstreamSettings http, Http2Config config) {
    return Http2ServerSettings.of(
        http, config.maxStreams(), config.streamWindow(), config.connectionWindow());
  }

  /** What encrypts the connections of listeners that do so. Any thread. */
  List<TlsServer> tlsServers() {
    return listeners.values().stream()
        .map(it -> it.settings().tls())
        .filter(Objects::nonNull)
        .toList();
  }

  /** What {@link TlsServer#warnings} says, of which listener. Any thread. */
  List<String> tlsWarnings() {
    List<String> warnings = new ArrayList<>();
    listeners.forEach(
        (name, listener) -> {
          TlsServer tls = listener.settings().tls();
          if (tls != null) {
            tls.warnings().forEach(it -> warnings.add("listener " + name + " " + it));
          }
        });
    return warnings;
  }

  /** Closes what {@code next} no longer has, and gives what it has its limits. */
  void retire(ProxySnapshot next) {
    List<BindKey> gone = bound.keySet().stream().filter(key -> !isWanted(key, next)).toList();
    stopAccepting(gone.stream().map(bound::get).toList(), true);
    bound.keySet().removeAll(gone);
    listeners.keySet().retainAll(next.config().listeners().keySet());
    for (ListenerConfig config : next.config().listeners().values()) {
      listeners.get(config.name()).limit().max(config.maxConnections());
    }
  }

  /** Leaves all clients in the kernel's queues, or takes them again. */
  void hold(boolean held) {
    this.held = held;
    if (!held) {
      inherited.closeUnwanted();
    }
    bound.values().forEach(address -> address.hold(held));
  }

  /** The sockets at which clients are accepted, to be handed to another process. */
  List<ListeningSocket> sockets() {
    return bound.entrySet().stream()
        .flatMap(it -> it.getValue().sockets(it.getKey().listener()).stream())
        .toList();
  }

  /**
   * Closes every address: at once where another process has its sockets by now, who serves their
   * clients, else gently.
   *
   * @param handed the sockets that another process has
   */
  void leaveTo(Collection<ListeningSocket> handed) {
    List<BindKey> left =
        handed.stream().map(it -> new BindKey(it.owner(), it.bind())).distinct().toList();
    left.forEach(key -> bound.get(key).close());
    bound.keySet().removeAll(left);
    hold(false);
    stopAccepting(true);
  }

  /**
   * Closes all accepting sockets.
   *
   * @param gently whether to lose no client that is connecting right now, which takes a moment
   */
  void stopAccepting(boolean gently) {
    stopAccepting(bound.values(), gently);
    bound.clear();
    inherited.close();
  }

  private static void stopAccepting(Collection<BoundAddress> addresses, boolean gently) {
    if (gently && !addresses.isEmpty()) {
      addresses.forEach(BoundAddress::refuseNewConnections);
      try {
        TimeUnit.MILLISECONDS.sleep(HANDSHAKE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    addresses.forEach(BoundAddress::close);
  }

  /** Where the listener {@code name} is really bound; its unix sockets are not among these. */
  List<InetSocketAddress> boundAddresses(String name) {
    return bound.entrySet().stream()
        .filter(entry -> entry.getKey().listener().equals(name))
        .map(entry -> entry.getValue().localAddress())
        .filter(Objects::nonNull)
        .toList();
  }

  /** The files of the unix sockets of the listener {@code name}. */
  List<Path> unixSockets(String name) {
    return bound.keySet().stream()
        .filter(key -> key.listener().equals(name))
        .map(key -> key.address().unixPath())
        .filter(Objects::nonNull)
        .toList();
  }

  /** The most connections that were open at a time; 0 if there is no such listener. Any thread. */
  int mostConnections(String listener) {
    Listener found = listeners.get(listener);
    return found == null ? 0 : found.limit().most();
  }

  /**
   * Clients that wait to be accepted by {@code name}; empty where that is not known. Any thread.
   */
  OptionalInt waiting(String name) {
    Listener it = listeners.get(name);
    return it == null ? OptionalInt.empty() : it.limit().waiting();
  }
}
