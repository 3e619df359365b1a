package io.forebay.admin.stats;

import io.forebay.backend.Backend;
import io.forebay.config.BackendConfig;
import io.forebay.config.ListenerConfig;
import io.forebay.http.ProxyError;
import io.forebay.runtime.ProxyStatus;
import io.forebay.stats.ByteCells;
import io.forebay.stats.MetricIds;
import io.forebay.stats.RouteErrors;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One picture of a proxy while it is taken, from one look at the counters. */
final class Picture {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final Set<ProxyError> DENIALS =
      Set.of(ProxyError.UNAUTHORIZED, ProxyError.RATE_LIMITED, ProxyError.AUTH_OVERLOADED);

  private final ProxyStatus status;
  private final Recorder recorder;
  private final Look look;
  private final Counters counters;
  private final Instant now;

  Picture(ProxyStatus status, Recorder recorder, Look look, Instant now) {
    this.status = status;
    this.recorder = recorder;
    this.look = look;
    this.counters = look.counters();
    this.now = now;
  }

  Statistics take() {
    return new Statistics(
        now,
        status.config().listeners().values().stream().map(this::listener).toList(),
        status.backends().stream().map(this::backend).toList());
  }

  // ---- listeners ----

  private ListenerStatistics listener(ListenerConfig config) {
    String name = config.name();
    int id = status.metricIds().listener(name);
    // Ends are read first: what ends in between must not make the difference negative.
    long closed = counters.sum(it -> it.connectionsClosed, id);
    long opened = counters.sum(it -> it.connectionsOpened, id);
    Tally tally = look.tallies().listener(name);
    Remembered past = recorder.ofListener(name, tally);
    Rate.Told connections = recorder.connections(name);
    long bytesIn = counters.sum(it -> it.clientBytes, ByteCells.inCell(id));
    long bytesOut = counters.sum(it -> it.clientBytes, ByteCells.outCell(id));
    int limit = config.maxConnections();
    return new ListenerStatistics(
        name,
        config.bind().stream().map(Object::toString).toList(),
        config.tls() != null,
        Math.max(0, opened - closed),
        status.mostConnections(name),
        limit == ListenerConfig.NO_LIMIT ? 0 : limit,
        opened,
        connections.tenSeconds(),
        counters.sum(it -> it.accessDenied, id) + denials(name),
        counters.sum(it -> it.rejected, id),
        past.traffic(tally, tally.statuses(), bytesIn, bytesOut),
        past.history(),
        connections.second(),
        connections.most());
  }

  private long denials(String listener) {
    List<MetricIds.Route> routes = status.metricIds().routes();
    long sum = 0;
    for (int id = 0; id < routes.size(); id++) {
      if (routes.get(id).listener().equals(listener)) {
        for (ProxyError error : DENIALS) {
          sum += counters.sum(it -> it.errors, RouteErrors.cell(id, error.ordinal()));
        }
      }
    }
    return sum;
  }

  // ---- backends ----

  private BackendStatistics backend(Backend backend) {
    String name = backend.name();
    BackendConfig config = status.config().backends().get(name);
    Tally tally = look.tallies().backend(name);
    Remembered past = recorder.ofBackend(name, tally);
    OfServers all = OfServers.of(name, look);
    List<ServerStatistics> servers = servers(backend);
    long inFlight = servers.stream().mapToLong(ServerStatistics::inFlight).sum();
    long most = servers.stream().mapToLong(ServerStatistics::maxInFlight).max().orElse(0);
    return new BackendStatistics(
        name,
        config == null ? "" : config.balance().type().name().toLowerCase(Locale.ROOT),
        backend.eligibleCount(),
        backend.isInPanic(),
        inFlight,
        backend.queue().length(),
        backend.queue().longest(),
        all.tries().retries() + all.tries().redispatches(),
        all.failures(),
        past.traffic(tally, tally.statuses(), all.bytesTo(), all.bytesFrom()),
        servers,
        past.history(),
        Math.max(Math.max(inFlight, most), past.mostInFlight()),
        backend.queueSettings().max(),
        counters.ofRoutes(it -> it.queued, status.metricIds(), it -> it.backend().equals(name)),
        counters.ofRoutes(it -> it.queueNanos, status.metricIds(), it -> it.backend().equals(name))
            / NANOS_PER_MILLI,
        all.tries(),
        Averages.ofAll(servers));
  }

  private List<ServerStatistics> servers(Backend backend) {
    List<ServerPicture> pictures =
        backend.servers().stream()
            .map(it -> new ServerPicture(status, recorder, look, backend, it))
            .toList();
    long lastMinute = pictures.stream().mapToLong(ServerPicture::lastMinute).sum();
    return pictures.stream().map(it -> it.take(now, lastMinute)).toList();
  }
}
