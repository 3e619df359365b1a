package io.forebay.admin.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.forebay.admin.FakeStatus;
import io.forebay.backend.Backend;
import io.forebay.backend.ServerState;
import io.forebay.http.ProxyError;
import io.forebay.stats.ByteCells;
import io.forebay.stats.LoopStats;
import io.forebay.stats.RouteErrors;
import io.forebay.stats.ServerCount;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.TestProxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatisticsSourceTest {

  private static final String YAML =
      """
      listeners: {web: {bind: "127.0.0.1:0", backend: app, max_connections: 77}}
      backends: {app: {servers: ["127.0.0.1:1"], queue: {max: 5}, balance: least_conn}}
      """;

  private final FakeStatus status = new FakeStatus();
  private final ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - 1_000_000_000L);
  private final StatisticsSource source = new StatisticsSource(status, ticker);
  private final LoopStats one = status.loops.get(0);
  private final LoopStats two = status.loops.get(1);
  private Backend app;
  private int web;
  private int route;
  private int s1;
  private int s2;

  @BeforeEach
  void start() {
    status.config = TestProxy.parse(YAML);
    app = status.addBackend("app", "s1", "s2");
    web = status.ids.listener("web");
    route = status.ids.route("web", "*", "app");
    s1 = status.ids.server("app", "s1");
    s2 = status.ids.server("app", "s2");
    source.look();
  }

  @AfterEach
  void close() {
    source.close();
  }

  private void seconds(int count) {
    for (int i = 0; i < count; i++) {
      ticker.advance(Duration.ofSeconds(1));
      source.look();
    }
  }

  private void requests(LoopStats loop, int server, int count, int status, long millis) {
    for (int i = 0; i < count; i++) {
      loop.requestsStarted.add(route, 1);
      loop.requestsFinished.add(route, 1);
      loop.requests(route, server).record(status, TimeUnit.MILLISECONDS.toNanos(millis));
      loop.servers.add(ServerCount.TRIES.cell(server), 1);
      loop.servers.add(ServerCount.answers(status).cell(server), 1);
    }
  }

  private ListenerStatistics listener() {
    return source.take().listeners().get(0);
  }

  private BackendStatistics backend() {
    return source.take().backends().get(0);
  }

  private ServerStatistics server(int index) {
    return backend().servers().get(index);
  }

  // ---- counters ----

  @Test
  void requests_areThoseOfListenerBackendAndServer() {
    requests(one, s1, 3, 200, 10);
    requests(two, s1, 1, 404, 10);
    requests(two, s2, 2, 503, 10);
    one.requests(route, LoopStats.NO_SERVER).record(502, 1);
    assertThat(listener().traffic().requests()).isEqualTo(7);
    assertThat(listener().traffic().statuses()).containsExactly(0, 0, 3, 0, 1, 3);
    assertThat(backend().traffic().statuses()).containsExactly(0, 0, 3, 0, 1, 3);
    assertThat(server(0).traffic().requests()).isEqualTo(4);
    assertThat(server(0).traffic().statuses()).containsExactly(0, 0, 3, 0, 1, 0);
    assertThat(server(1).failures().serverErrors()).isEqualTo(2);
    assertThat(backend().failures().total()).isEqualTo(2);
  }

  @Test
  void bytesTriesAndFailures_areSummedOverLoops() {
    one.clientBytes.add(ByteCells.inCell(web), 10);
    two.clientBytes.add(ByteCells.inCell(web), 5);
    one.clientBytes.add(ByteCells.outCell(web), 100);
    one.serverBytes.add(ByteCells.outCell(s1), 7);
    one.serverBytes.add(ByteCells.inCell(s2), 70);
    one.servers.add(ServerCount.RETRIES.cell(s1), 1);
    two.servers.add(ServerCount.REDISPATCHES.cell(s1), 2);
    two.servers.add(ServerCount.TIMEOUTS.cell(s2), 4);
    one.servers.raise(ServerCount.MOST_IN_FLIGHT.cell(s1), 6);
    assertThat(listener().traffic().bytesIn()).isEqualTo(15);
    assertThat(listener().traffic().bytesOut()).isEqualTo(100);
    assertThat(server(0).traffic().bytesIn()).isEqualTo(7);
    assertThat(backend().traffic().bytesIn()).isEqualTo(7);
    assertThat(backend().traffic().bytesOut()).isEqualTo(70);
    assertThat(server(0).retries()).isEqualTo(3);
    assertThat(server(0).tries().redispatches()).isEqualTo(2);
    assertThat(backend().retries()).isEqualTo(3);
    assertThat(server(1).failures().timeout()).isEqualTo(4);
    assertThat(server(0).maxInFlight()).isEqualTo(6);
    assertThat(backend().maxInFlight()).isEqualTo(6);
  }

  @Test
  void listener_tellsItsConnectionsAndWhomItHasTurnedAway() {
    one.connectionsOpened.add(web, 5);
    two.connectionsClosed.add(web, 2);
    one.accessDenied.add(web, 3);
    one.rejected.add(web, 4);
    one.errors.add(RouteErrors.cell(route, ProxyError.RATE_LIMITED.ordinal()), 6);
    assertThat(listener().connections()).isEqualTo(3);
    assertThat(listener().connectionsTotal()).isEqualTo(5);
    assertThat(listener().maxConnections()).isEqualTo(9);
    assertThat(listener().connectionLimit()).isEqualTo(77);
    assertThat(listener().denied()).isEqualTo(9);
    assertThat(listener().rejected()).isEqualTo(4);
  }

  @Test
  void queue_tellsWhoHasWaitedAndHowLong() {
    one.queued.add(route, 2);
    two.queueNanos.add(route, TimeUnit.MILLISECONDS.toNanos(30));
    assertThat(backend().queuedTotal()).isEqualTo(2);
    assertThat(backend().queueMillis()).isEqualTo(30);
    assertThat(backend().balance()).isEqualTo("least_conn");
  }

  @Test
  void times_areAveragesOfWhatTheServersHaveCounted() {
    requests(one, s1, 2, 200, 100);
    one.servers.add(ServerCount.QUEUE_NANOS.cell(s1), TimeUnit.MILLISECONDS.toNanos(20));
    one.servers.add(ServerCount.CONNECT_NANOS.cell(s1), TimeUnit.MILLISECONDS.toNanos(10));
    one.servers.add(ServerCount.RESPONSE_NANOS.cell(s1), TimeUnit.MILLISECONDS.toNanos(90));
    requests(one, s2, 2, 200, 300);
    assertThat(server(0).times()).isEqualTo(new Times(10, 5, 30, 100));
    seconds(5);
    assertThat(server(0).times()).isEqualTo(new Times(10, 5, 30, 100));
    assertThat(backend().times()).isEqualTo(new Times(5, 2.5, 15, 200));
  }

  // ---- rates ----

  @Test
  void rates_overOneSecondAndTen_andTheHighest() {
    requests(one, s1, 40, 200, 1);
    seconds(1);
    requests(one, s1, 20, 200, 1);
    seconds(1);
    assertThat(server(0).traffic().secondRate()).isEqualTo(20, within(1e-6));
    assertThat(listener().traffic().secondRate()).isEqualTo(20, within(1e-6));
    assertThat(backend().traffic().rate()).isEqualTo(30, within(1e-6));
    seconds(9);
    assertThat(backend().traffic().rate()).isEqualTo(2, within(1e-6));
    assertThat(backend().traffic().secondRate()).isZero();
    seconds(1);
    assertThat(backend().traffic().rate()).isZero();
    assertThat(backend().traffic().maxRate()).isEqualTo(40, within(1e-6));
  }

  @Test
  void lateLook_dividesByTheTimeThatHasPassed() {
    requests(one, s1, 40, 200, 1);
    ticker.advance(Duration.ofSeconds(4));
    source.look();
    assertThat(server(0).traffic().maxRate()).isEqualTo(10, within(1e-6));
  }

  @Test
  void connectionsPerSecond() {
    one.connectionsOpened.add(web, 10);
    seconds(1);
    assertThat(listener().connectionSecondRate()).isEqualTo(10, within(1e-6));
    seconds(1);
    assertThat(listener().connectionRate()).isEqualTo(5, within(1e-6));
    assertThat(listener().maxConnectionRate()).isEqualTo(10, within(1e-6));
  }

  // ---- the last minute ----

  @Test
  void latency_ofTheLastMinuteAndSinceTheStart() {
    requests(one, s1, 100, 200, 400);
    seconds(30);
    assertThat(server(0).traffic().recent().p50()).isBetween(250.0, 500.0);
    seconds(60);
    requests(two, s1, 10, 200, 2);
    assertThat(server(0).traffic().recent().p99()).isBetween(1.0, 2.5);
    assertThat(server(0).traffic().recent().average()).isEqualTo(2, within(1e-6));
    assertThat(backend().traffic().recent().p50()).isBetween(1.0, 2.5);
    assertThat(listener().traffic().recent().p50()).isBetween(1.0, 2.5);
    assertThat(server(0).traffic().all().p50()).isBetween(250.0, 500.0);
  }

  @Test
  void noRequestInTheLastMinute_noLatencyAndNoShare() {
    requests(one, s1, 100, 200, 400);
    seconds(80);
    assertThat(server(0).traffic().recent()).isEqualTo(Latency.NONE);
    assertThat(server(0).share()).isNaN();
  }

  @Test
  void share_besideWhatTheWeightsAskFor() {
    requests(one, s1, 30, 200, 1);
    requests(one, s2, 10, 200, 1);
    assertThat(server(0).share()).isEqualTo(0.75);
    assertThat(server(0).expectedShare()).isEqualTo(0.5);
    app.servers().get(0).server().runtimeWeight(3);
    app.refresh();
    assertThat(server(0).expectedShare()).isEqualTo(0.75);
    app.servers().get(0).server().state(ServerState.DOWN);
    app.refresh();
    assertThat(server(0).expectedShare()).isZero();
    assertThat(server(1).expectedShare()).isEqualTo(1);
    seconds(70);
    requests(one, s2, 10, 200, 1);
    assertThat(server(0).share()).isZero();
    assertThat(server(1).share()).isEqualTo(1);
  }

  // ---- history ----

  @Test
  void history_hasAPointEveryFiveSeconds() {
    seconds(4);
    requests(one, s1, 10, 200, 30);
    requests(one, s1, 5, 503, 30);
    app.servers().get(0).server().begin();
    seconds(1);
    seconds(5);
    History history = server(0).history();
    assertThat(history.requests()).containsExactly(3, 0);
    assertThat(history.errors()).containsExactly(1, 0);
    assertThat(history.inFlight()).containsExactly(1, 1);
    assertThat(history.p99()[0]).isBetween(25f, 50f);
    assertThat(history.p99()[1]).isNaN();
    assertThat(backend().history().requests()).containsExactly(3, 0);
    assertThat(listener().history().errors()).containsExactly(1, 0);
  }

  @Test
  void history_isTheLastTenMinutes() {
    for (int i = 1; i <= 200; i++) {
      requests(one, s1, i, 200, 1);
      seconds(5);
    }
    float[] requests = server(0).history().requests();
    assertThat(requests).hasSize(History.POINTS);
    assertThat(requests[0]).isEqualTo(81 / 5f, within(1e-3f));
    assertThat(requests[History.POINTS - 1]).isEqualTo(40f, within(1e-3f));
  }

  @Test
  void history_ofOneThatBeginsLate_hasItsSilenceInIt() {
    seconds(50);
    assertThat(server(1).history().requests()).hasSize(10).containsOnly(0);
    assertThat(server(1).history().p99()).hasSize(10).containsOnly(Float.NaN);
    requests(one, s2, 5, 200, 1);
    seconds(5);
    assertThat(server(1).history().requests()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  }

  @Test
  void serverThatGoesAndComes_keepsItsCountersButNotItsPast() {
    requests(one, s1, 500, 200, 1);
    seconds(10);
    status.remove(app);
    seconds(10);
    assertThat(source.take().backends()).isEmpty();
    requests(one, s1, 500, 200, 1);
    status.add(app);
    seconds(5);
    assertThat(server(0).traffic().requests()).isEqualTo(1000);
    assertThat(server(0).traffic().maxRate()).isZero();
    assertThat(server(0).history().requests()).containsExactly(0);
    assertThat(backend().history().requests()).containsExactly(0);
  }

  @Test
  void withoutAnyLook_countersAreToldAllTheSame() {
    try (StatisticsSource fresh = new StatisticsSource(status, ticker)) {
      requests(one, s1, 4, 200, 400);
      BackendStatistics backend = fresh.take().backends().get(0);
      assertThat(backend.traffic().requests()).isEqualTo(4);
      assertThat(backend.servers().get(0).share()).isEqualTo(1);
      assertThat(backend.history()).isEqualTo(History.NONE);
      assertThat(backend.traffic().recent().p50()).isBetween(250.0, 500.0);
    }
  }
}
