package io.forebay.admin.stats;

import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.BreakerReport;
import io.forebay.backend.CheckReport;
import io.forebay.backend.Server;
import io.forebay.backend.StateNote;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.config.ListenerConfig;
import io.forebay.runtime.ProxyStatus;
import io.forebay.stats.Cells;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import io.forebay.stats.RequestStats;
import io.forebay.stats.ServerCount;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes pictures of a proxy. Any thread, but not an event loop: many servers take milliseconds. */
public final class StatisticsSource {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final int CLASSES = 6;
  private static final int PER_CLASS = 100;

  private final ProxyStatus status;

  public StatisticsSource(ProxyStatus status) {
    this.status = status;
  }

  /** What goes on now. */
  public Statistics take() {
    Instant now = Instant.now();
    List<ListenerStatistics> listeners =
        status.config().listeners().values().stream().map(this::listener).toList();
    List<BackendStatistics> backends =
        status.backends().stream().map(it -> backend(it, now)).toList();
    return new Statistics(now, listeners, backends);
  }

  private ListenerStatistics listener(ListenerConfig config) {
    int id = status.metricIds().listener(config.name());
    long closed = sum(it -> it.connectionsClosed, id);
    long opened = sum(it -> it.connectionsOpened, id);
    return new ListenerStatistics(
        config.name(),
        config.bind().stream().map(Object::toString).toList(),
        config.tls() != null,
        Math.max(0, opened - closed),
        0,
        0,
        opened,
        0,
        sum(it -> it.accessDenied, id),
        sum(it -> it.rejected, id),
        traffic(it -> it.listener().equals(config.name()), it -> true),
        History.NONE,
        0,
        0);
  }

  private BackendStatistics backend(Backend backend, Instant now) {
    BackendConfig config = status.config().backends().get(backend.name());
    return new BackendStatistics(
        backend.name(),
        config == null ? "" : lower(config.balance().type()),
        backend.eligibleCount(),
        backend.isInPanic(),
        backend.servers().stream().mapToLong(it -> it.server().inFlight()).sum(),
        backend.queue().length(),
        0,
        0,
        Failures.NONE,
        traffic(it -> it.backend().equals(backend.name()), it -> true),
        backend.servers().stream().map(it -> server(backend, it, now)).toList(),
        History.NONE,
        0,
        backend.queueSettings().max(),
        0,
        0,
        Tries.NONE,
        Times.NONE);
  }

  private ServerStatistics server(Backend backend, WeightedServer weighted, Instant now) {
    Server server = weighted.server();
    StateNote admin = server.adminNote();
    StateNote health = server.healthNote();
    BreakerReport breaker = server.breaker();
    Duration drain = status.drainTimeLeft(server);
    MetricIds.Server labels = new MetricIds.Server(backend.name(), server.name());
    return new ServerStatistics(
        server.name(),
        text(server.address()),
        lower(server.adminState()),
        admin == null ? null : admin.cause(),
        lower(server.state()),
        server.stateText(),
        health == null ? null : health.cause(),
        changed(admin, health, now),
        0,
        check(server.checkReport()),
        weighted.isEligible(),
        avoided(server),
        breaker == null ? null : lower(breaker.state()),
        drain == null ? -1 : drain.toMillis(),
        weighted.effectiveWeight(),
        weighted.weight(),
        weighted.sharePercent(),
        weighted.backup(),
        server.inFlight(),
        0,
        weighted.maxConnections(),
        server.connections(),
        server.tunnels(),
        0,
        Double.NaN,
        Double.NaN,
        new Failures(
            sum(it -> it.servers, ServerCount.CONNECT_ERRORS.cell(server.id())), 0, 0, 0, 0),
        traffic(it -> it.backend().equals(backend.name()), labels::equals),
        History.NONE,
        0,
        Tries.NONE,
        Times.NONE);
  }

  private static long changed(@Nullable StateNote one, @Nullable StateNote other, Instant now) {
    Instant last = one == null ? null : one.since();
    if (other != null && (last == null || other.since().isAfter(last))) {
      last = other.since();
    }
    return last == null ? -1 : Math.max(0, Duration.between(last, now).toSeconds());
  }

  private static List<String> avoided(Server server) {
    List<String> reasons = new ArrayList<>();
    for (Avoidance it : Avoidance.values()) {
      if (server.isAvoided(it)) {
        reasons.add(lower(it));
      }
    }
    return reasons;
  }

  private static @Nullable CheckStatistics check(@Nullable CheckReport report) {
    return report == null
        ? null
        : new CheckStatistics(
            "",
            report.text(),
            report.durationNanos() / NANOS_PER_MILLI,
            report.against(),
            report.needed(),
            report.passed(),
            report.failed(),
            0);
  }

  private Traffic traffic(Predicate<MetricIds.Route> routes, Predicate<MetricIds.Server> servers) {
    List<MetricIds.Route> allRoutes = status.metricIds().routes();
    List<MetricIds.Server> allServers = status.metricIds().servers();
    long[] statuses = new long[CLASSES];
    for (int route = 0; route < allRoutes.size(); route++) {
      for (int server = 0; server < allServers.size(); server++) {
        if (routes.test(allRoutes.get(route)) && servers.test(allServers.get(server))) {
          addTo(statuses, route, server);
        }
      }
    }
    long requests = 0;
    for (long count : statuses) {
      requests += count;
    }
    return new Traffic(requests, 0, 0, statuses, 0, 0, Latency.NONE, Latency.NONE, 0);
  }

  private void addTo(long[] statuses, int route, int server) {
    for (LoopStats loop : status.loopStats()) {
      RequestStats cell = loop.peek(route, server);
      for (int i = 0; cell != null && i < CLASSES * PER_CLASS; i++) {
        statuses[i / PER_CLASS] += cell.count(i);
      }
    }
  }

  private long sum(Function<LoopStats, Cells> cells, int id) {
    return status.loopStats().stream().mapToLong(it -> cells.apply(it).get(id)).sum();
  }

  private static String text(SocketAddress address) {
    if (address instanceof InetSocketAddress it) {
      return it.isUnresolved()
          ? it.getHostString() + ":" + it.getPort()
          : NetUtil.toSocketAddressString(it);
    }
    return address instanceof UnixDomainSocketAddress it ? "unix:" + it : address.toString();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
