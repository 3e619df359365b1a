package io.forebay.runtime;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.config.BackendConfig;
import io.forebay.config.BindAddress;
import io.forebay.config.LimitsConfig;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.TimeoutsConfig;
import io.forebay.exchange.ExchangeServices;
import io.forebay.exchange.ListenerPlan;
import io.forebay.http.ProxyError;
import io.forebay.http.Worker;
import io.forebay.http1.Http1Limits;
import io.forebay.http1.Http1ServerSettings;
import io.forebay.net.Transport;
import io.forebay.observe.AccessLogs;
import io.forebay.observe.Events;
import io.forebay.observe.MetricsObserver;
import io.forebay.observe.Reloads;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import io.forebay.upstream.UpstreamPools;
import io.forebay.util.Ticker;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running proxy: its event loops, its listeners and the current snapshot.
 *
 * <p>Life: constructed with a first configuration, {@link #open()} binds, {@link #apply} changes
 * the configuration, {@link #drain} stops gracefully, {@link #close()} frees everything. All of
 * these are called by one thread at a time and may block; the rest is for any thread.
 */
public final class Proxy implements ProxyStatus, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

  /** A drained idle connection gets this long for a request that is already on its way. */
  private static final long IDLE_GRACE_MILLIS = 1000;

  private static final long POLL_MILLIS = 10;

  /** Handshakes that are under way when new clients are kept out are over by then. */
  private static final long HANDSHAKE_MILLIS = 100;

  private enum Phase {
    STARTING("starting"),
    RUNNING(""),
    DRAINING("draining"),
    STOPPED("stopped");

    private final String reason;

    Phase(String reason) {
      this.reason = reason;
    }
  }

  private final Transport transport;
  private final EventLoopGroup loops;
  private final EventLoopGroup controlLoops;
  private final List<WorkerContext> workers = new ArrayList<>();
  private final MetricIds ids = new MetricIds();
  private final AccessLogs logs;
  private final Events events = new Events(Clock.systemUTC());
  private final Reloads reloads = new Reloads(Clock.systemUTC());
  private final Names names;
  private final ServerRegistry servers;
  private final SnapshotBuilder builder;
  private final ConnectionLimit limit;
  private final Ticker ticker;
  private final Map<String, Listener> listeners = new ConcurrentHashMap<>();
  private final Map<BindKey, BoundAddress> bound = new LinkedHashMap<>();
  private volatile ProxySnapshot snapshot;
  private volatile Phase phase = Phase.STARTING;

  private record BindKey(String listener, BindAddress address) {}

  /** A proxy that is not bound yet. Blocks until the names of servers are looked up. */
  public Proxy(ProxyConfig config, Transport transport, Ticker ticker) {
    this(config, transport, ticker, InetAddress::getAllByName);
  }

  Proxy(ProxyConfig config, Transport transport, Ticker ticker, Names.Lookup lookup) {
    this.transport = transport;
    this.ticker = ticker;
    int threads = config.global().workerThreads();
    int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    this.limit = new ConnectionLimit(config.global().maxConnections());
    this.loops = transport.newEventLoops(count, "forebay-worker");
    this.controlLoops = transport.newEventLoops(1, "forebay-control");
    for (int i = 0; i < count; i++) {
      Worker worker = Worker.of(i, loops.next(), ticker);
      UpstreamPools pools = new UpstreamPools(worker, transport);
      workers.add(
          new WorkerContext(
              new ExchangeServices(worker, pools, new MetricsObserver(worker)), limit));
    }
    this.logs = new AccessLogs(workers.stream().map(WorkerContext::worker).toList(), ticker);
    this.names = new Names(lookup, ticker);
    this.servers = new ServerRegistry(ids, names);
    this.builder = new SnapshotBuilder(ids, servers, count, ticker, logs);
    names.lookUp(config);
    this.snapshot = builder.build(config, null);
    snapshot.backends().values().forEach(Backend::takeOver);
  }

  /** The loop on which health checks run and servers' states are changed. */
  public EventLoop control() {
    return controlLoops.next();
  }

  /**
   * Closes the idle connections to {@code server}, which is down or not to be used. Any thread;
   * happens a moment later.
   */
  public void evacuate(Server server) {
    onAllWorkers(worker -> worker.services().pools().evacuate(server));
  }

  // ---- life ----

  /**
   * Binds every listener and begins to serve.
   *
   * @throws ProxyException naming the address that cannot be bound; nothing is left bound
   */
  public void open() throws ProxyException {
    openLogs(snapshot);
    openListeners(snapshot);
    phase = Phase.RUNNING;
  }

  /**
   * Changes to another configuration. Connections and exchanges under way are left alone. Blocks
   * until the names of servers are looked up.
   *
   * @throws ProxyException with the reason; nothing has changed then
   */
  public void apply(ProxyConfig config) throws ProxyException {
    if (phase != Phase.RUNNING) {
      throw new ProxyException("the proxy is " + phase.reason);
    }
    names.lookUp(config);
    try {
      change(config);
    } finally {
      names.retain(snapshot.config());
    }
  }

  /**
   * Looks up the names of servers again. Blocks; any thread.
   *
   * @return whether {@link #applyNames} has something to do
   */
  public boolean lookUpNames() {
    ProxySnapshot now = snapshot;
    names.lookUp(now.config());
    for (BackendConfig config : now.config().backends().values()) {
      Backend backend = now.backends().get(config.name());
      if (config.servers().stream().anyMatch(it -> servers.hasMoved(it, backend))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Gives servers whose names have other addresses now those addresses. Such a server is a new one,
   * of which nothing is known; all others stay what they are.
   *
   * @throws ProxyException with the reason; nothing has changed then
   */
  public void applyNames() throws ProxyException {
    if (phase == Phase.RUNNING) {
      change(snapshot.config());
    }
  }

  private void change(ProxyConfig config) throws ProxyException {
    try {
      ProxySnapshot next = builder.build(config, snapshot);
      openLogs(next);
      openListeners(next);
      next.backends().values().forEach(Backend::takeOver);
      ProxySnapshot old = snapshot;
      snapshot = next;
      // A server may have changed its state while the snapshot was built.
      control().execute(() -> next.backends().values().forEach(Backend::refresh));
      limit.max(config.global().maxConnections());
      retire(old, next);
    } catch (ProxyException | RuntimeException e) {
      logs.retain(snapshot.logs());
      throw e;
    }
  }

  /** Opens the access logs again: they may have been renamed. A reload does so itself. */
  public void reopenLogs() {
    try {
      snapshot.logs().open();
    } catch (IOException e) {
      LOG.error("{}", e.getMessage());
    }
  }

  private static void openLogs(ProxySnapshot next) throws ProxyException {
    try {
      next.logs().open();
    } catch (IOException e) {
      throw new ProxyException(String.valueOf(e.getMessage()));
    }
  }

  private void openListeners(ProxySnapshot next) throws ProxyException {
    Map<BindKey, BoundAddress> opened = new LinkedHashMap<>();
    Map<BindKey, BindKey> moved = new LinkedHashMap<>();
    Map<String, Listener> made = new LinkedHashMap<>();
    try {
      for (ListenerConfig config : next.config().listeners().values()) {
        Listener listener = listeners.get(config.name());
        if (listener == null) {
          listener = newListener(config, next);
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
            boolean ours = overlapsGivenUp(address, next);
            opened.put(key, BoundAddress.open(address, listener, workers, transport, limit, ours));
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

  private Listener newListener(ListenerConfig config, ProxySnapshot next) throws ProxyException {
    ListenerPlan plan = next.plan(ids.listener(config.name()));
    if (plan == null) {
      throw new ProxyException("listener " + config.name() + ": has no plan");
    }
    return new Listener(
        plan,
        settings(config),
        workers,
        limit,
        new ConnectionLimit(config.maxConnections()),
        new AcceptFailures(config.name(), ticker),
        () -> snapshot);
  }

  private static Http1ServerSettings settings(ListenerConfig config) {
    TimeoutsConfig timeouts = config.timeouts();
    LimitsConfig limits = config.limits();
    return new Http1ServerSettings(
        new Http1Limits(limits.requestLine(), limits.head(), limits.fields()),
        timeouts.requestHeaders().toNanos(),
        timeouts.keepAlive().toNanos(),
        timeouts.client().toNanos(),
        timeouts.tunnel().toNanos(),
        limits.keepAliveRequests(),
        limits.keepAliveTime().toNanos(),
        limits.minBodyRate());
  }

  /** Closes what the new snapshot no longer has. */
  private void retire(ProxySnapshot old, ProxySnapshot next) {
    old.backends().values().stream()
        .filter(it -> !next.backends().containsKey(it.name()))
        .forEach(Backend::retire);
    logs.retain(next.logs());
    List<BindKey> gone = bound.keySet().stream().filter(key -> !isWanted(key, next)).toList();
    stopAccepting(gone.stream().map(bound::get).toList(), true);
    bound.keySet().removeAll(gone);
    listeners.keySet().retainAll(next.config().listeners().keySet());
    for (ListenerConfig config : next.config().listeners().values()) {
      Listener listener = listeners.get(config.name());
      listener.settings(settings(config));
      listener.limit().max(config.maxConnections());
    }
    Set<Server> kept = next.servers();
    for (WorkerContext worker : workers) {
      worker.worker().eventLoop().execute(() -> worker.services().pools().retain(kept::contains));
    }
  }

  /**
   * Stops gracefully: not ready, accepting for {@code delay} more, then no longer accepting, every
   * answer the last of its connection, until all connections are gone or {@code timeout} is over.
   * Blocks until then.
   *
   * @return how many connections were still busy at the end and will be cut by {@link #close()}
   */
  public int drain(Duration delay, Duration timeout) throws InterruptedException {
    if (phase == Phase.STOPPED) {
      return 0;
    }
    phase = Phase.DRAINING;
    TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    stopAccepting(bound.values(), !timeout.isZero());
    bound.clear();
    long start = System.nanoTime();
    long deadline = start + timeout.toNanos();
    onAllWorkers(WorkerContext::drain);
    boolean idleClosed = false;
    while (limit.open() > 0 && System.nanoTime() < deadline) {
      long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      if (!idleClosed && elapsed >= Math.min(IDLE_GRACE_MILLIS, timeout.toMillis() / 2)) {
        idleClosed = true;
        onAllWorkers(worker -> worker.forEach(connection -> connection.closeWhenIdle()));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    dismissWaiting();
    return limit.open();
  }

  /** Answers those who still wait for a server: there is no time left for one. */
  private void dismissWaiting() throws InterruptedException {
    boolean any = snapshot.backends().values().stream().anyMatch(Backend::isAwaited);
    if (any) {
      snapshot.backends().values().forEach(backend -> backend.queue().dismissAll());
      TimeUnit.MILLISECONDS.sleep(HANDSHAKE_MILLIS);
    }
  }

  /**
   * Closes accepting sockets.
   *
   * @param gently whether to lose no client that is connecting right now, which takes a moment
   */
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

  private void onAllWorkers(java.util.function.Consumer<WorkerContext> action) {
    for (WorkerContext worker : workers) {
      worker.worker().eventLoop().execute(() -> action.accept(worker));
    }
  }

  /** Closes everything at once. Idempotent. */
  @Override
  public void close() {
    if (phase == Phase.STOPPED) {
      return;
    }
    phase = Phase.STOPPED;
    bound.values().forEach(BoundAddress::close);
    bound.clear();
    for (WorkerContext worker : workers) {
      worker
          .worker()
          .eventLoop()
          .submit(
              () -> {
                worker.forEach(connection -> connection.cut(ProxyError.DRAIN_DEADLINE));
                worker.services().pools().retain(server -> false);
                worker.worker().buffers().close();
                worker.worker().largeBuffers().close();
                logs.flush(worker.worker().index());
              })
          .awaitUninterruptibly();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    controlLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    logs.close();
    LOG.debug("proxy closed");
  }

  // ---- status ----

  /** The configuration in force. */
  public ProxyConfig config() {
    return snapshot.config();
  }

  /** Where the listener {@code name} is really bound; its unix sockets are not among these. */
  public List<InetSocketAddress> boundAddresses(String name) {
    return bound.entrySet().stream()
        .filter(entry -> entry.getKey().listener().equals(name))
        .map(entry -> entry.getValue().localAddress())
        .filter(Objects::nonNull)
        .toList();
  }

  /** The files of the unix sockets of the listener {@code name}. */
  public List<Path> unixSockets(String name) {
    return bound.keySet().stream()
        .filter(key -> key.listener().equals(name))
        .map(key -> key.address().unixPath())
        .filter(Objects::nonNull)
        .toList();
  }

  /** Client connections open now. */
  public int openConnections() {
    return limit.open();
  }

  /** What has happened lately. */
  public Events events() {
    return events;
  }

  /** A backend of the current snapshot. */
  public @Nullable Backend backend(String name) {
    return snapshot.backends().get(name);
  }

  @Override
  public @Nullable String notReadyReason() {
    return phase == Phase.RUNNING ? null : phase.reason;
  }

  @Override
  public List<LoopStats> loopStats() {
    return workers.stream().map(worker -> worker.worker().stats()).toList();
  }

  @Override
  public double[] loopLagSeconds() {
    return workers.stream().mapToDouble(worker -> worker.lag().seconds()).toArray();
  }

  @Override
  public OptionalInt connectionsWaiting(String listener) {
    Listener it = listeners.get(listener);
    return it == null ? OptionalInt.empty() : it.limit().waiting();
  }

  @Override
  public MetricIds metricIds() {
    return ids;
  }

  @Override
  public Collection<Backend> backends() {
    return snapshot.backends().values();
  }

  @Override
  public long accessLogDropped() {
    return logs.dropped();
  }

  @Override
  public long accessLogTruncated() {
    return logs.truncated();
  }

  @Override
  public Reloads reloads() {
    return reloads;
  }
}
