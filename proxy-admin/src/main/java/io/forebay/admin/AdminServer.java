package io.forebay.admin;

import io.forebay.admin.auth.Audit;
import io.forebay.admin.auth.Authenticator;
import io.forebay.admin.auth.CsrfToken;
import io.forebay.admin.page.StatsPage;
import io.forebay.admin.resource.About;
import io.forebay.admin.resource.AdminResponse;
import io.forebay.admin.resource.AdminWorker;
import io.forebay.admin.resource.Api;
import io.forebay.admin.stats.StatisticsSource;
import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.config.BindAddress;
import io.forebay.net.InheritedSockets;
import io.forebay.net.ListeningSocket;
import io.forebay.net.NoTls;
import io.forebay.net.TlsProvider;
import io.forebay.net.TlsServer;
import io.forebay.net.Transport;
import io.forebay.runtime.ControlPlane;
import io.forebay.runtime.ProxyStatus;
import io.forebay.util.Ticker;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers operators and their tools on addresses of their own: {@code /health}, {@code /ready},
 * {@code /metrics}, {@code /api/v1} and a page as nginx's {@code stub_status}.
 *
 * <p>Has one event loop to itself. Any thread may call, except that loop; calls wait for sockets to
 * be bound or closed.
 */
public final class AdminServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final String BUILD = "build.properties";
  private static final int STOP_SECONDS = 2;

  private record Wanted(BindAddress bind, AdminSettings settings) {}

  private final Transport transport;
  private final MetricsEndpoint metrics;
  private final StatisticsSource statistics;
  private final AdminWorker worker = new AdminWorker("admin-api");
  private final StatsPage page;
  private final TlsProvider tls;
  private final AdminGuard guard;
  private final EventLoopGroup loop;
  private final List<AdminConfig> initial;
  private List<AdminListener> listeners = List.of();
  private InheritedSockets inherited = InheritedSockets.none();

  /** One that encrypts nothing. */
  public AdminServer(
      Transport transport, ProxyStatus status, ControlPlane control, List<AdminConfig> configs) {
    this(transport, status, control, NoTls.INSTANCE, configs);
  }

  /** A server that has bound nothing yet; to be closed in any case. */
  public AdminServer(
      Transport transport,
      ProxyStatus status,
      ControlPlane control,
      TlsProvider tls,
      List<AdminConfig> configs) {
    this.transport = transport;
    this.tls = tls;
    this.statistics = new StatisticsSource(status);
    About about = about(transport);
    this.metrics = new MetricsEndpoint(status, about);
    this.page = new StatsPage(status, control, about, statistics::take, new CsrfToken());
    Api api = new Api(status, control, statistics, about, worker);
    this.guard = guard(status, new AdminRouter(endpoints(status, api)));
    this.loop = transport.newEventLoops(1, "admin");
    this.initial = List.copyOf(configs);
  }

  private static AdminGuard guard(ProxyStatus status, AdminRouter router) {
    Ticker ticker = Ticker.system();
    return new AdminGuard(router, new Authenticator(ticker), new Audit(status.events(), ticker));
  }

  private List<Endpoint> endpoints(ProxyStatus status, Api api) {
    return List.of(
        Endpoint.of(
            it -> it.serve().contains(Serve.HEALTH) ? "/health" : null,
            it -> AdminResponse.text(200, "ok")),
        new ReadyEndpoint(status),
        metrics,
        new StatsEndpoint(page),
        new CsvEndpoint(statistics, worker),
        new ApiEndpoint(api),
        Endpoint.of(
            it -> it.status() == null ? null : it.status().path(),
            it -> AdminResponse.text(200, StubStatus.text(status))));
  }

  /**
   * Takes these sockets where it would bind, and leaves who connects to them waiting until {@link
   * #accept()}. Needs the epoll transport. To be called before {@link #start()}.
   */
  public synchronized void inherit(InheritedSockets sockets) {
    inherited = sockets;
  }

  /**
   * Leaves who connects waiting until {@link #accept()}, so that another process may serve them.
   */
  public synchronized void hold() {
    listeners.forEach(AdminListener::hold);
  }

  /** From now on the inherited sockets are its own. */
  public synchronized void accept() {
    listeners.forEach(AdminListener::accept);
  }

  /** Its sockets, to be handed to another process. They stay its own, and must not be closed. */
  public synchronized List<ListeningSocket> listeningSockets() {
    return listeners.stream().map(AdminListener::listeningSocket).filter(Objects::nonNull).toList();
  }

  /**
   * Gives all addresses back. Connections end after the answer under way.
   *
   * @param handed those that another process has and goes on with
   */
  public synchronized void handOver(List<ListeningSocket> handed) {
    for (AdminListener it : listeners) {
      if (handed.contains(it.listeningSocket())) {
        it.leave();
      } else {
        it.close();
      }
    }
    listeners = List.of();
  }

  /**
   * Binds every address.
   *
   * @throws BindException naming the address and the reason; then nothing is bound
   */
  public void start() throws BindException {
    reload(initial);
    statistics.start();
  }

  /**
   * Serves by {@code configs} from now on. An address that stays is not bound anew; connections of
   * one that goes end after the answer under way.
   *
   * @throws BindException naming the address and the reason; then all is as it was
   */
  public synchronized void reload(List<AdminConfig> configs) throws BindException {
    List<Wanted> added = wanted(configs);
    List<AdminListener> leaving = new ArrayList<>(listeners);
    Map<AdminListener, AdminSettings> kept = new LinkedHashMap<>();
    added.removeIf(it -> keep(it, leaving, kept));

    // An address that goes can be in the way of one that comes, such as 127.0.0.1:1 of 0.0.0.0:1.
    List<AdminListener> first = leaving.stream().filter(it -> isInTheWay(it, added)).toList();
    first.forEach(AdminListener::close);
    List<AdminListener> opened = new ArrayList<>();
    try {
      for (Wanted it : added) {
        opened.add(open(it));
      }
    } catch (BindException e) {
      opened.forEach(AdminListener::close);
      reopen(first);
      throw e;
    }
    leaving.stream().filter(it -> !first.contains(it)).forEach(AdminListener::close);
    kept.forEach(AdminListener::settings);
    opened.addAll(0, kept.keySet());
    listeners = List.copyOf(opened);
  }

  private AdminListener open(Wanted it) throws BindException {
    List<ListeningSocket> sockets = inherited.take(ListeningSocket.ADMIN, it.bind(), false);
    return sockets.isEmpty()
        ? AdminListener.open(loop, transport, it.bind(), it.settings(), guard)
        : AdminListener.inherit(loop, sockets.get(0), it.bind(), it.settings(), guard);
  }

  /** Moves the listener that is bound to what is wanted, if there is one, to those that stay. */
  private static boolean keep(
      Wanted wanted, List<AdminListener> leaving, Map<AdminListener, AdminSettings> kept) {
    for (AdminListener it : leaving) {
      if (it.bind().equals(wanted.bind())) {
        leaving.remove(it);
        kept.put(it, wanted.settings());
        return true;
      }
    }
    return false;
  }

  private static boolean isInTheWay(AdminListener listener, List<Wanted> added) {
    return added.stream().anyMatch(it -> it.bind().clashesWith(listener.bind()));
  }

  /** Undoes the closing of {@code closed}, as far as nobody took the addresses meanwhile. */
  private void reopen(List<AdminListener> closed) {
    List<AdminListener> now = new ArrayList<>(listeners);
    now.removeAll(closed);
    for (AdminListener it : closed) {
      try {
        now.add(AdminListener.open(loop, transport, it.bind(), it.settings(), guard));
      } catch (BindException e) {
        LOG.error("after a failed reload: {}", e.getMessage());
      }
    }
    listeners = List.copyOf(now);
  }

  /**
   * Where it listens, with the real port where any free one was asked for; in the order of the
   * configuration, except that what a reload added comes last. Unix sockets are not among these.
   */
  public synchronized List<InetSocketAddress> boundAddresses() {
    return listeners.stream().map(AdminListener::address).filter(Objects::nonNull).toList();
  }

  /** The files of the unix sockets at which it listens. */
  public synchronized List<Path> unixSockets() {
    return listeners.stream().map(it -> it.bind().unixPath()).filter(Objects::nonNull).toList();
  }

  /** What encrypts its connections, each once. */
  public synchronized List<TlsServer> tlsServers() {
    return listeners.stream()
        .map(it -> it.settings().tls())
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** Gives all addresses back and ends all connections. */
  @Override
  public synchronized void close() {
    listeners.forEach(AdminListener::close);
    listeners = List.of();
    loop.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    metrics.close();
    worker.close();
    statistics.close();
    page.close();
    guard.close();
  }

  private List<Wanted> wanted(List<AdminConfig> configs) throws BindException {
    List<Wanted> wanted = new ArrayList<>();
    for (AdminConfig config : configs) {
      AdminSettings settings = AdminSettings.of(config, tls);
      config.bind().forEach(bind -> wanted.add(new Wanted(bind, settings)));
    }
    return wanted;
  }

  private static About about(Transport transport) {
    Properties build = new Properties();
    try (InputStream in = AdminServer.class.getResourceAsStream(BUILD)) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new About(
        build.getProperty("version", "unknown"),
        build.getProperty("revision", "unknown"),
        transport.description(),
        Instant.now());
  }
}
