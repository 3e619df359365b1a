package io.forebay.runtime;

import io.forebay.backend.AdminState;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.SlowStart;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.ServerConfig;
import io.forebay.config.WhenMarkedDown;
import io.forebay.config.yaml.SourceFiles;
import io.forebay.exchange.ExchangeServices;
import io.forebay.exchange.ReplayMemory;
import io.forebay.http.ProxyError;
import io.forebay.http.Worker;
import io.forebay.inspect.LoopInspection;
import io.forebay.inspect.LoopRejections;
import io.forebay.inspect.Rejections;
import io.forebay.inspect.RequestTails;
import io.forebay.inspect.SessionQuery;
import io.forebay.inspect.Sessions;
import io.forebay.limit.RateLimitZone;
import io.forebay.net.CertificateInfo;
import io.forebay.net.DnsNameLookup;
import io.forebay.net.InheritedSockets;
import io.forebay.net.ListeningSocket;
import io.forebay.net.NameLookup;
import io.forebay.net.NoTls;
import io.forebay.net.SystemNameLookup;
import io.forebay.net.TlsProvider;
import io.forebay.net.TlsServer;
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
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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

  /** Nobody waits for this process to end: its clients leave by themselves, with their answers. */
  private static final long HANDED_OVER_GRACE_MILLIS = 10_000;

  private static final long POLL_MILLIS = 10;

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

  private final EventLoopGroup loops;
  private final EventLoopGroup controlLoops;
  private final List<WorkerContext> workers = new ArrayList<>();
  private final MetricIds ids = new MetricIds();
  private final AccessLogs logs;
  private final Events events = new Events(Clock.systemUTC());
  private final RuntimeSettings runtimeSettings = new RuntimeSettings(events);
  private final RequestTails tails;
  private final Rejections rejections = new Rejections(Clock.systemUTC());
  private final Reloads reloads = new Reloads(Clock.systemUTC());
  private final Names names;
  private final UpstreamTls upstreamTls;
  private final ServerRegistry servers;
  private final SnapshotBuilder builder;
  private final ConnectionLimit limit;
  private final ReplayMemory replay = ReplayMemory.ofProcess();
  private final FilterServices filters;
  private final Listeners listeners;
  private final ServerControl serverControl;
  private volatile ProxySnapshot snapshot;
  private long idleGraceMillis = IDLE_GRACE_MILLIS;
  private volatile Phase phase = Phase.STARTING;

  /** A proxy without TLS that is not bound yet. Blocks until the names of servers are looked up. */
  public Proxy(ProxyConfig config, Transport transport, Ticker ticker) throws ProxyException {
    this(config, transport, ticker, NoTls.INSTANCE);
  }

  /**
   * A proxy that is not bound yet. Blocks until the names of servers are looked up.
   *
   * @throws ProxyException naming a server whose TLS cannot be set up
   */
  public Proxy(ProxyConfig config, Transport transport, Ticker ticker, TlsProvider tls)
      throws ProxyException {
    this(config, transport, ticker, tls, null);
  }

  /**
   * @param lookup finds the addresses of names; null for what the name servers and the system know
   */
  Proxy(
      ProxyConfig config,
      Transport transport,
      Ticker ticker,
      TlsProvider tls,
      @Nullable NameLookup lookup)
      throws ProxyException {
    this.upstreamTls = new UpstreamTls(tls, new TlsEvents(events, Clock.systemUTC(), ticker));
    upstreamTls.require(config);
    int threads = config.global().workerThreads();
    int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    this.limit = new ConnectionLimit(config.global().maxConnections());
    this.loops = transport.newEventLoops(count, "forebay-worker");
    this.controlLoops = transport.newEventLoops(1, "forebay-control");
    this.tails = new RequestTails(count);
    for (int i = 0; i < count; i++) {
      Worker worker = Worker.of(i, loops.next(), ticker);
      UpstreamPools pools = new UpstreamPools(worker, transport);
      LoopRejections refused = new LoopRejections(rejections, worker);
      ExchangeServices services =
          new ExchangeServices(
              worker,
              pools,
              new MetricsObserver(worker),
              new LoopInspection(worker, refused, tails),
              replay);
      workers.add(new WorkerContext(services, limit, refused));
    }
    this.filters = new FilterServices(count, ticker);
    this.serverControl = new ServerControl(control(), new Servers(), events, ticker);
    this.logs = new AccessLogs(workers.stream().map(WorkerContext::worker).toList(), ticker);
    this.names =
        new Names(
            lookup == null
                ? List.of(new DnsNameLookup(control(), transport), new SystemNameLookup())
                : List.of(lookup),
            ticker);
    this.servers = new ServerRegistry(ids, names, upstreamTls, events);
    SlowStart slowStart = new SlowStart(ticker, this::onControlAfter, this::backends);
    this.builder = new SnapshotBuilder(ids, servers, count, ticker, logs, slowStart, filters);
    this.listeners = new Listeners(transport, tls, workers, ids, limit, ticker, () -> snapshot);
    names.lookUp(config);
    this.snapshot = builder.build(config, null);
    snapshot.backends().values().forEach(Backend::takeOver);
  }

  private void onControlAfter(long nanos, Runnable task) {
    control().schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  /** The loop on which health checks run and servers' states are changed. */
  public EventLoop control() {
    return controlLoops.next();
  }

  /**
   * Closes the idle connections to {@code server}, which is down or not to be used. If it {@link
   * Server#isFailing fails}, requests that wait for its answers go to other servers as far as that
   * is safe; if it is down, {@code when_marked_down} may have all others end. Any thread; happens a
   * moment later.
   */
  public void evacuate(Server server) {
    BackendConfig config = snapshot.config().backends().get(server.backendName());
    boolean cut =
        config != null
            && config.whenMarkedDown() == WhenMarkedDown.CLOSE_CONNECTIONS
            && !server.state().isEligible();
    onAllWorkers(
        worker -> {
          UpstreamPools pools = worker.services().pools();
          pools.evacuate(server);
          if (cut) {
            pools.evict(server, ProxyError.SERVER_DOWN);
          }
        });
  }

  /** See {@link ControlPlane#change}. Any thread. */
  public CompletableFuture<Void> change(
      Server server, ServerChange change, Predicate<WeightedServer> expected, String by) {
    return serverControl.change(server, change, expected, by);
  }

  /** The same, whatever is wanted of the server now. */
  public CompletableFuture<Void> change(Server server, ServerChange change, String by) {
    return change(server, change, it -> true, by);
  }

  /**
   * A secret of this machine that cookies are made with; null where the configuration says one, or
   * there are no such cookies. Any thread.
   */
  public @Nullable String ownSecret() {
    boolean none = config().global().secret() != null || ids.backends().isEmpty();
    return none ? null : builder.ownSecret();
  }

  /**
   * Goes on with the secret of a process before. To be called before {@link #open()}, by the thread
   * that calls that.
   */
  public void ownSecret(String secret) {
    builder.ownSecret(secret);
    snapshot = builder.build(snapshot.config(), snapshot);
    snapshot.backends().values().forEach(Backend::takeOver);
  }

  /** See {@link ServerControl#leave}. Any thread. */
  public CompletableFuture<CompletableFuture<Boolean>> leave(
      Server server, @Nullable Duration timeout, Predicate<WeightedServer> expected, String by) {
    return serverControl.leave(server, timeout, expected, by);
  }

  // ---- life ----

  /**
   * Goes on with another configuration than the one it was made with. To be called before {@link
   * #open()}, by the thread that calls that. Blocks until the names of servers are looked up.
   *
   * @throws ProxyException naming a server whose TLS cannot be set up; nothing has changed then
   */
  public void startWith(ProxyConfig config) throws ProxyException {
    upstreamTls.require(config);
    names.lookUp(config);
    ProxySnapshot unused = snapshot;
    snapshot = builder.build(config, null);
    snapshot.backends().values().forEach(Backend::takeOver);
    unused.servers().forEach(UpstreamTls::retire);
  }

  /**
   * Binds every listener and begins to serve.
   *
   * @throws ProxyException naming the address that cannot be bound; nothing is left bound
   */
  public void open() throws ProxyException {
    openLogs(snapshot);
    listeners.open(snapshot);
    phase = Phase.RUNNING;
  }

  /**
   * Takes sockets that listen already in place of new ones, at {@link #open()} and later. Needs the
   * epoll transport; owns the descriptors from now on. To be called before {@link #open()}.
   */
  public void inherit(InheritedSockets sockets) {
    listeners.inherit(sockets);
  }

  /** Leaves clients in the kernel's queues until {@link #accept()}; others may accept them. */
  public void hold() {
    listeners.hold(true);
  }

  /** Ends {@link #hold()}: accepts clients again. */
  public void accept() {
    listeners.hold(false);
  }

  /**
   * The sockets at which clients are accepted, to be handed to another process; a unix socket whose
   * file is gone is not among them. They stay this proxy's, and must not be closed meanwhile.
   */
  public List<ListeningSocket> listeningSockets() {
    return listeners.sockets();
  }

  /**
   * Leaves accepting to another process and drains: to be followed by {@link #drain}.
   *
   * @param handed the sockets that the other process accepts from; all others are closed gently
   */
  public void handOver(Collection<ListeningSocket> handed) {
    phase = Phase.DRAINING;
    idleGraceMillis = HANDED_OVER_GRACE_MILLIS;
    listeners.leaveTo(handed);
  }

  /**
   * Changes to another configuration. Connections and exchanges under way are left alone. Blocks
   * until the names of servers are looked up.
   *
   * @throws ProxyException with the reason; nothing has changed then
   */
  public void apply(ProxyConfig config) throws ProxyException {
    apply(config, Map.of());
  }

  /**
   * Changes to another configuration.
   *
   * @param born admin states of servers that are new by it, by their {@link Server#toString() full
   *     names}; the others are ready
   * @throws ProxyException with the reason; nothing has changed then
   */
  public void apply(ProxyConfig config, Map<String, AdminState> born) throws ProxyException {
    if (phase != Phase.RUNNING) {
      throw new ProxyException("the proxy is " + phase.reason);
    }
    upstreamTls.require(config);
    names.lookUp(config);
    try {
      change(config, born);
    } finally {
      names.retain(snapshot.config());
    }
  }

  /**
   * Looks up those names of servers again whose addresses do not count any more. Blocks; any
   * thread.
   *
   * @return whether {@link #applyNames} has something to do
   */
  public boolean lookUpNames() {
    ProxySnapshot now = snapshot;
    names.lookUpDue(now.config());
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
      change(snapshot.config(), Map.of());
    }
  }

  private void change(ProxyConfig config, Map<String, AdminState> born) throws ProxyException {
    try {
      ProxySnapshot next = builder.build(config, snapshot);
      begin(next, born);
      openLogs(next);
      listeners.open(next);
      next.backends().values().forEach(Backend::takeOver);
      ProxySnapshot old = snapshot;
      snapshot = next;
      control()
          .execute(
              () -> {
                runtimeSettings.giveWay(old, next);
                next.backends().values().forEach(Backend::limit);
                // A server may have changed its state while the snapshot was built.
                next.backends().values().forEach(Backend::refresh);
                next.backends().values().forEach(serverControl::followDrains);
              });
      limit.max(config.global().maxConnections());
      retire(old, next);
    } catch (ProxyException | RuntimeException e) {
      logs.retain(snapshot.logs());
      throw e;
    }
  }

  /** Nobody knows them yet: states may be set on any thread. */
  private static void begin(ProxySnapshot next, Map<String, AdminState> born) {
    if (born.isEmpty()) {
      return;
    }
    for (Server server : next.servers()) {
      AdminState state = born.get(server.toString());
      if (state != null) {
        server.adminState(state);
      }
    }
    next.backends().values().forEach(Backend::refresh);
  }

  /**
   * Has listeners read the files of their certificates again, for handshakes that begin afterwards.
   * What cannot be used changes nothing. Waits for a disk.
   */
  public void refreshTls() {
    listeners.tlsServers().forEach(TlsServer::refresh);
  }

  /** The files that the certificates of listeners were read from. */
  public SourceFiles tlsFiles() {
    return SourceFiles.of(listeners.tlsServers().stream().map(TlsServer::files).toList());
  }

  /** What is doubtful of the files by which listeners encrypt, beside their certificates. */
  public List<String> tlsWarnings() {
    return listeners.tlsWarnings();
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

  /** Closes what the new snapshot no longer has. */
  private void retire(ProxySnapshot old, ProxySnapshot next) {
    old.backends().values().stream()
        .filter(it -> !next.backends().containsKey(it.name()))
        .forEach(Backend::retire);
    logs.retain(next.logs());
    listeners.retire(next);
    Set<Server> kept = next.servers();
    for (WorkerContext worker : workers) {
      worker.worker().eventLoop().execute(() -> worker.services().pools().retain(kept::contains));
    }
    old.servers().stream().filter(it -> !kept.contains(it)).forEach(UpstreamTls::retire);
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
    listeners.stopAccepting(!timeout.isZero());
    long start = System.nanoTime();
    long deadline = start + timeout.toNanos();
    onAllWorkers(
        worker -> {
          worker.drain();
          filters.tarpit().close(worker.worker().index());
        });
    boolean idleClosed = false;
    while (limit.open() > 0 && System.nanoTime() < deadline) {
      long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      if (!idleClosed && elapsed >= Math.min(idleGraceMillis, timeout.toMillis() / 2)) {
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
      TimeUnit.MILLISECONDS.sleep(Listeners.HANDSHAKE_MILLIS);
    }
  }

  private void onAllWorkers(java.util.function.Consumer<WorkerContext> action) {
    for (WorkerContext worker : workers) {
      worker.worker().eventLoop().execute(() -> action.accept(worker));
    }
  }

  /** Closes everything, at once but for WebSockets: these are told first. Idempotent. */
  @Override
  public void close() {
    if (phase == Phase.STOPPED) {
      return;
    }
    phase = Phase.STOPPED;
    listeners.stopAccepting(false);
    new Farewell(workers, limit::open).say();
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
                worker.worker().compressors().close();
                logs.flush(worker.worker().index());
              })
          .awaitUninterruptibly();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    controlLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    filters.close();
    snapshot.servers().forEach(UpstreamTls::retire);
    logs.close();
    LOG.debug("proxy closed");
  }

  // ---- status ----

  @Override
  public ProxyConfig config() {
    return snapshot.config();
  }

  /** Where the listener {@code name} is really bound; its unix sockets are not among these. */
  public List<InetSocketAddress> boundAddresses(String name) {
    return listeners.boundAddresses(name);
  }

  /** The files of the unix sockets of the listener {@code name}. */
  public List<Path> unixSockets(String name) {
    return listeners.unixSockets(name);
  }

  @Override
  public List<CertificateInfo> certificates() {
    return listeners.tlsServers().stream().flatMap(it -> it.certificates().stream()).toList();
  }

  @Override
  public int openConnections() {
    return limit.open();
  }

  @Override
  public Events events() {
    return events;
  }

  @Override
  public CompletableFuture<Sessions> sessions(SessionQuery query) {
    List<CompletableFuture<Sessions>> parts =
        workers.stream().map(it -> it.sessions(query)).toList();
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(
            it -> Sessions.of(parts.stream().map(CompletableFuture::join).toList(), query.limit()));
  }

  @Override
  public RequestTails requestTails() {
    return tails;
  }

  @Override
  public Rejections rejections() {
    return rejections;
  }

  /** A backend of the current snapshot. */
  public @Nullable Backend backend(String name) {
    return snapshot.backends().get(name);
  }

  @Override
  public @Nullable Duration drainTimeLeft(Server server) {
    return serverControl.timeLeft(server);
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
    return listeners.waiting(listener);
  }

  @Override
  public int mostConnections(String listener) {
    return listeners.mostConnections(listener);
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
  public Collection<RateLimitZone> rateLimits() {
    return snapshot.rateLimits().all();
  }

  @Override
  public long replayBufferBytes() {
    return replay.used();
  }

  @Override
  public int requestsInTarpit() {
    return filters.tarpit().waiting();
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
  public Collection<Path> writtenFiles() {
    List<Path> files = new ArrayList<>(logs.files());
    files.addAll(config().global().writtenFiles());
    return files;
  }

  @Override
  public Reloads reloads() {
    return reloads;
  }

  /** What operators' changes need of the snapshot and the workers. */
  private final class Servers implements ServerControl.Owner {

    @Override
    public @Nullable Backend backend(String name) {
      return Proxy.this.backend(name);
    }

    @Override
    public Duration drainTimeout(Server server) {
      BackendConfig config = snapshot.config().backends().get(server.backendName());
      return config == null
          ? ServerConfig.DEFAULT_DRAIN_TIMEOUT
          : config.servers().stream()
              .filter(it -> it.name().equals(server.name()))
              .map(ServerConfig::drainTimeout)
              .findFirst()
              .orElse(ServerConfig.DEFAULT_DRAIN_TIMEOUT);
    }

    @Override
    public void evacuate(Server server) {
      Proxy.this.evacuate(server);
    }

    @Override
    public void evict(Server server) {
      onAllWorkers(worker -> worker.services().pools().evict(server, ProxyError.SERVER_DRAINED));
    }
  }
}
