package io.forebay.daemon;

import io.forebay.admin.AdminServer;
import io.forebay.backend.AdminState;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.yaml.NewServers;
import io.forebay.config.yaml.SourceFiles;
import io.forebay.net.CertificateInfo;
import io.forebay.net.InheritedSockets;
import io.forebay.net.ListeningSocket;
import io.forebay.net.TlsProvider;
import io.forebay.net.TlsServer;
import io.forebay.net.Transport;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ProxyException;
import io.forebay.tls.NettyTls;
import io.forebay.util.Ticker;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that runs, wired together: the only place where one module meets another. One thread
 * at a time, except where said otherwise.
 */
public final class ProxyAssembly implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyAssembly.class);

  /** Long enough for servers that are there; those that are not must not hold up a start. */
  private static final Duration FIRST_CHECKS = Duration.ofSeconds(2);

  private final Transport transport;
  private final Proxy proxy;
  private final HealthChecks checks;
  private final Operators operators;
  private final AdminServer admin;
  private final StateKeeper state;
  private final ServerJournal journal;
  private final CertificateEvents certificates;

  /** Nothing is bound yet, and no servers can join. */
  public ProxyAssembly(ProxyConfig config, Transport transport) throws ProxyException {
    this(config, NewServers.NONE, transport);
  }

  /**
   * Nothing is bound yet.
   *
   * @param reader reads servers that join
   */
  public ProxyAssembly(ProxyConfig config, NewServers reader, Transport transport)
      throws ProxyException {
    this.transport = transport;
    TlsProvider tls = new NettyTls();
    this.proxy = new Proxy(config, transport, Ticker.system(), tls);
    this.checks = new HealthChecks(proxy, transport, tls);
    this.journal = new ServerJournal(proxy, reader, this::applyServers);
    this.operators = new Operators(proxy, journal);
    this.admin = new AdminServer(transport, proxy, operators, tls, config.admin());
    this.state = new StateKeeper(proxy, journal, Clock.systemUTC());
    this.certificates = new CertificateEvents(proxy.events(), Clock.systemUTC());
  }

  /**
   * Takes these sockets where it would bind. Needs the epoll transport. Before {@link #start}.
   *
   * @param held whether who connects to them waits until {@link #accept}
   */
  void inherit(InheritedSockets sockets, boolean held) {
    proxy.inherit(sockets);
    admin.inherit(sockets);
    if (held) {
      proxy.hold();
    }
  }

  /**
   * Opens everything and accepts.
   *
   * @throws ProxyException naming the address of a listener that cannot be bound
   * @throws BindException naming the admin address that cannot be bound
   */
  public void start() throws ProxyException, BindException, InterruptedException {
    open();
    accept();
  }

  /** Leaves clients waiting until {@link #accept}, so that another process may accept them. */
  void hold() {
    proxy.hold();
    admin.hold();
  }

  /** From now on all sockets are its own, and clients are served. */
  void accept() {
    proxy.accept();
    admin.accept();
    state.follow();
  }

  /** Refuses what {@code purpose} names where descriptors cannot be passed. */
  void requireEpoll(String purpose) throws IOException {
    if (transport != Transport.EPOLL) {
      throw new IOException(purpose + ": " + transport.description() + " (expected: epoll)");
    }
  }

  /**
   * Checks the servers once, opens everything and logs what is open where.
   *
   * @throws ProxyException naming the address of a listener that cannot be bound
   * @throws BindException naming the admin address that cannot be bound
   */
  void open() throws ProxyException, BindException, InterruptedException {
    LOG.info("{}", Versions.summary(transport));
    state.restore();
    checks.apply();
    checks.awaitFirstRound(FIRST_CHECKS);
    proxy.open();
    lookAtCertificates();
    for (ListenerConfig listener : proxy.config().listeners().values()) {
      for (InetSocketAddress address : proxy.boundAddresses(listener.name())) {
        LOG.info("listener {}: {}", listener.name(), NetUtil.toSocketAddressString(address));
      }
      for (Path unixSocket : proxy.unixSockets(listener.name())) {
        LOG.info("listener {}: unix:{}", listener.name(), unixSocket);
      }
    }
    admin.start();
    for (InetSocketAddress address : admin.boundAddresses()) {
      LOG.info("admin: {}", NetUtil.toSocketAddressString(address));
    }
    for (Path unixSocket : admin.unixSockets()) {
      LOG.info("admin: unix:{}", unixSocket);
    }
  }

  /** Whom operators ask. */
  Operators operators() {
    return operators;
  }

  /** What everything else is wired to. */
  Proxy proxy() {
    return proxy;
  }

  /** Whoever renamed a log and then asked for a reload must get a new one, also if that fails. */
  void reopenLogs() {
    proxy.reopenLogs();
    try {
      Logging.reopen();
    } catch (IOException e) {
      LOG.error("{}", e.getMessage());
    }
  }

  /** What another file would be with the servers that were added and removed since. */
  ServerOverlay.Result over(ProxyConfig file, NewServers reader) {
    return journal.over(file, reader);
  }

  /**
   * Changes to another configuration; if that fails, nothing changes.
   *
   * @param next what {@link #over} made of that file
   */
  void apply(ProxyConfig file, NewServers reader, ServerOverlay.Result next)
      throws ProxyException, IOException {
    apply(next.config());
    journal.changed(file, reader, next);
  }

  private void applyServers(ProxyConfig config, Map<String, AdminState> born)
      throws ProxyException {
    proxy.apply(config, born);
    checks.apply();
  }

  private void apply(ProxyConfig config) throws ProxyException, IOException {
    Logging logging = Logging.open(config.global());
    try {
      change(config);
    } catch (ProxyException | IOException | RuntimeException e) {
      logging.close();
      throw e;
    }
    logging.use();
    state.follow();
  }

  private void change(ProxyConfig config) throws ProxyException, BindException {
    ProxyConfig before = proxy.config();
    // The admin addresses first: they are easier to give back than listeners with clients.
    admin.reload(config.admin());
    try {
      proxy.apply(config);
    } catch (ProxyException | RuntimeException e) {
      admin.reload(before.admin());
      throw e;
    }
    checks.apply();
    lookAtCertificates();
    int wanted = config.global().workerThreads();
    if (wanted != before.global().workerThreads()) {
      LOG.warn("global.worker_threads: {} takes effect after a restart", wanted);
    }
  }

  /** Tells of certificates that will soon expire, or have. */
  void lookAtCertificates() {
    List<CertificateInfo> all = new ArrayList<>(proxy.certificates());
    List<String> warnings = new ArrayList<>(proxy.tlsWarnings());
    for (TlsServer it : admin.tlsServers()) {
      all.addAll(it.certificates());
      it.warnings().forEach(warning -> warnings.add("admin " + warning));
    }
    certificates.look(all, warnings);
  }

  /** Has listeners use what the files of their certificates hold now. */
  void refreshTls() {
    proxy.refreshTls();
    admin.tlsServers().forEach(TlsServer::refresh);
    lookAtCertificates();
  }

  /** The files by which listeners and admin addresses encrypt. Any thread. */
  SourceFiles tlsFiles() {
    List<SourceFiles> files = new ArrayList<>(List.of(proxy.tlsFiles()));
    admin.tlsServers().forEach(it -> files.add(it.files()));
    return SourceFiles.of(files);
  }

  /** Looks up the names of servers; whether one has moved. Blocks; any thread. */
  boolean lookUpNames() {
    return proxy.lookUpNames();
  }

  /** Has servers that have moved served where they are now. */
  void applyNames() {
    try {
      proxy.applyNames();
      checks.apply();
    } catch (ProxyException e) {
      LOG.error("servers that have moved are not followed: {}", e.getMessage());
    }
  }

  /** Stops gracefully, as the configuration says. Blocks until then. */
  public void drain() throws InterruptedException {
    drain(proxy.config().global().shutdown().delay());
  }

  private void drain(Duration delay) throws InterruptedException {
    // From here on the file may be another process's.
    state.close();
    int cut = proxy.drain(delay, proxy.config().global().shutdown().drainTimeout());
    if (cut > 0) {
      LOG.warn("{} connections were still busy after the drain timeout and are cut", cut);
    }
    LOG.info("stopped");
  }

  /** Every socket at which it listens, to be handed to another process. */
  List<ListeningSocket> listeningSockets() {
    List<ListeningSocket> sockets = new ArrayList<>(proxy.listeningSockets());
    sockets.addAll(admin.listeningSockets());
    return sockets;
  }

  /** Writes down what the next process is to know. */
  void saveState() {
    state.save();
  }

  /** Leaves all addresses; {@code handed} are those that another process goes on with. */
  void handOver(List<ListeningSocket> handed) {
    Map<Boolean, List<ListeningSocket>> byAdmin =
        handed.stream()
            .collect(Collectors.partitioningBy(it -> it.owner().equals(ListeningSocket.ADMIN)));
    state.close();
    proxy.handOver(byAdmin.get(false));
    admin.handOver(byAdmin.get(true));
  }

  /** Lets go of all connections after {@link #handOver}. Blocks until then. */
  void drainHandedOver() throws InterruptedException {
    drain(Duration.ZERO);
  }

  /** Any thread. */
  public int openConnections() {
    return proxy.openConnections();
  }

  /** Where a listener is really bound. */
  public List<InetSocketAddress> listenerAddresses(String name) {
    return proxy.boundAddresses(name);
  }

  /** Where the admin listeners are really bound. */
  public List<InetSocketAddress> adminAddresses() {
    return admin.boundAddresses();
  }

  @Override
  public void close() {
    state.close();
    checks.close();
    proxy.close();
    admin.close();
  }
}
