package io.forebay.admin;

import static io.forebay.admin.AdminFixture.address;
import static io.forebay.admin.AdminFixture.ask;
import static io.forebay.admin.AdminFixture.config;
import static io.forebay.admin.AdminFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.forebay.backend.AdminState;
import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.BreakerReport;
import io.forebay.backend.BreakerState;
import io.forebay.backend.CheckReport;
import io.forebay.backend.GuardPermit;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.Waiter;
import io.forebay.config.LimitAlgorithm;
import io.forebay.config.LimitKeyPart;
import io.forebay.config.RateLimitZoneConfig;
import io.forebay.config.RequestRate;
import io.forebay.exchange.RetryReason;
import io.forebay.http.ProxyError;
import io.forebay.limit.RateLimitZone;
import io.forebay.net.CertificateInfo;
import io.forebay.net.TlsFailure;
import io.forebay.net.Transport;
import io.forebay.observe.ReloadResult;
import io.forebay.stats.AuthResult;
import io.forebay.stats.ByteCells;
import io.forebay.stats.LoopStats;
import io.forebay.stats.RouteErrors;
import io.forebay.stats.ServerCount;
import io.forebay.stats.StickyResult;
import io.forebay.stats.TlsHandshakes;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ShutBreaker;
import io.forebay.testkit.TestProxy;
import io.forebay.util.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakExtension.class)
class MetricsTest {
  private final FakeStatus status = new FakeStatus();
  private final AdminServer server =
      new AdminServer(Transport.best(), status, new FakeControl(), List.of(config("127.0.0.1:0")));
  private final LoopStats one = status.loops.get(0);
  private final LoopStats two = status.loops.get(1);
  private Backend app;
  private int listener;
  private int route;
  private int s1;

  @BeforeEach
  void start() throws Exception {
    app = status.addBackend("app", "s1", "10.0.0.2:80");
    listener = status.ids.listener("web");
    route = status.ids.route("web", "api", "app");
    s1 = status.ids.server("app", "s1");
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private List<String> scrape() {
    RawResponse response = get(server, "/metrics");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers().first("content-type"))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    return List.of(response.bodyText().split("\n"));
  }

  private static List<String> ours(List<String> lines, String prefix) {
    return lines.stream().filter(it -> it.startsWith(prefix)).toList();
  }

  private static double value(List<String> lines, String series) {
    List<String> found = ours(lines, series + " ");
    assertThat(found).as(series).hasSize(1);
    return Double.parseDouble(found.get(0).substring(series.length() + 1));
  }

  @Test
  void noRoute_isCountedOverAllLoops() {
    one.errors.add(RouteErrors.cell(route, ProxyError.NO_ROUTE.ordinal()), 2);
    two.errors.add(RouteErrors.cell(route, ProxyError.NO_ROUTE.ordinal()), 1);
    two.errors.add(RouteErrors.cell(route, ProxyError.NO_SERVER.ordinal()), 1);
    assertThat(value(scrape(), "forebay_no_route_total")).isEqualTo(3);
  }

  @Test
  void requests_recordedOnTwoLoops_areSummedByCode() {
    one.requests(route, s1).record(200, millis(3));
    two.requests(route, s1).record(200, millis(3));
    two.requests(route, s1).record(404, millis(3));
    two.requests(route, s1).record(0, millis(3));
    one.requests(route, LoopStats.NO_SERVER).record(503, millis(3));
    assertThat(ours(scrape(), "forebay_requests_total"))
        .containsExactlyInAnyOrder(
            "forebay_requests_total{backend=\"app\",code=\"200\",listener=\"web\",route=\"api\","
                + "server=\"s1\"} 2.0",
            "forebay_requests_total{backend=\"app\",code=\"404\",listener=\"web\",route=\"api\","
                + "server=\"s1\"} 1.0",
            "forebay_requests_total{backend=\"app\",code=\"none\",listener=\"web\",route=\"api\","
                + "server=\"s1\"} 1.0",
            "forebay_requests_total{backend=\"app\",code=\"503\",listener=\"web\",route=\"api\","
                + "server=\"\"} 1.0");
  }

  @Test
  void duration_recorded_isACumulativeHistogram() {
    one.requests(route, s1).record(200, millis(1));
    one.requests(route, s1).record(200, millis(2));
    two.requests(route, s1).record(200, millis(120));
    two.requests(route, s1).record(200, millis(60_000));
    List<String> lines = scrape();
    String labels = "{backend=\"app\",listener=\"web\",route=\"api\",server=\"s1\"";
    List<String> buckets = ours(lines, "forebay_request_duration_seconds_bucket" + labels);
    assertThat(buckets).hasSize(15);
    var counts = new ArrayList<Double>();
    var bounds = new ArrayList<String>();
    for (String bucket : buckets) {
      counts.add(Double.parseDouble(bucket.substring(bucket.lastIndexOf(' ') + 1)));
      bounds.add(bucket.replaceAll(".*le=\"([^\"]*)\".*", "$1"));
    }
    assertThat(bounds)
        .containsExactly(
            "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.15", "0.25", "0.5",
            "1.0", "2.5", "5.0", "10.0", "+Inf");
    assertThat(counts)
        .isSorted()
        .containsExactly(1., 2., 2., 2., 2., 2., 2., 3., 3., 3., 3., 3., 3., 3., 4.);
    assertThat(value(lines, "forebay_request_duration_seconds_count" + labels + "}")).isEqualTo(4);
    assertThat(value(lines, "forebay_request_duration_seconds_sum" + labels + "}"))
        .isEqualTo(60.123);
    assertThat(lines).contains("# TYPE forebay_request_duration_seconds histogram");
  }

  @Test
  void gauges_startedAndFinished_areTheDifference() {
    one.requestsStarted.add(route, 5);
    two.requestsFinished.add(route, 2);
    one.connectionsOpened.add(listener, 7);
    two.connectionsClosed.add(listener, 3);
    List<String> lines = scrape();
    assertThat(lines)
        .contains(
            "forebay_in_flight_requests{backend=\"app\",listener=\"web\",route=\"api\"} 3.0",
            "forebay_connections{listener=\"web\"} 4.0",
            "forebay_connections_total{listener=\"web\"} 7.0",
            "# TYPE forebay_connections gauge",
            "# TYPE forebay_connections_total untyped");
  }

  @Test
  void tlsHandshakes_areCountedByResult() {
    one.tlsHandshakes.add(TlsHandshakes.cell(listener, true, false), 3);
    two.tlsHandshakes.add(TlsHandshakes.cell(listener, true, false), 1);
    two.tlsHandshakes.add(TlsHandshakes.cell(listener, false, true), 5);
    one.tlsFailures.add(TlsHandshakes.failureCell(listener, TlsFailure.TIMEOUT.ordinal()), 2);
    assertThat(scrape())
        .contains(
            "forebay_tls_handshakes_total{listener=\"web\",result=\"success\",resumed=\"false\","
                + "version=\"TLSv1.3\"} 4.0",
            "forebay_tls_handshakes_total{listener=\"web\",result=\"success\",resumed=\"true\","
                + "version=\"TLSv1.2\"} 5.0",
            "forebay_tls_handshakes_total{listener=\"web\",result=\"failure\",resumed=\"\","
                + "version=\"\"} 2.0",
            "forebay_tls_handshake_failures_total{listener=\"web\",reason=\"timeout\"} 2.0",
            "forebay_tls_handshake_failures_total{listener=\"web\",reason=\"plain_http\"} 0.0");
  }

  @Test
  void listenerWithoutTls_hasNoHandshakes() {
    assertThat(ours(scrape(), "forebay_tls_handshake")).isEmpty();
  }

  @Test
  void counters_recorded_haveTheirNamesAndLabels() {
    one.retries.add(RetryReason.CONNECT_FAILURE.ordinal(), 2);
    two.servers.add(ServerCount.CONNECT_ERRORS.cell(s1), 4);
    one.rejected.add(listener, 6);
    one.http2Abuse.add(listener, 4);
    two.sticky.add(StickyResult.REBALANCED.cell(status.ids.backend("app")), 7);
    two.accessDenied.add(listener, 5);
    two.authentications.add(AuthResult.FAILURE.ordinal(), 9);
    two.badProxyHeaders.add(listener, 9);
    one.errors.add(RouteErrors.cell(route, ProxyError.NO_SERVER.ordinal()), 8);
    one.clientBytes.add(ByteCells.inCell(listener), 10);
    two.clientBytes.add(ByteCells.outCell(listener), 20);
    one.serverBytes.add(ByteCells.outCell(s1), 30);
    two.serverBytes.add(ByteCells.inCell(s1), 40);
    assertThat(scrape())
        .contains(
            "forebay_retries_total{reason=\"connect_failure\"} 2.0",
            "forebay_retries_total{reason=\"status_502\"} 0.0",
            "forebay_connect_errors_total{backend=\"app\",server=\"s1\"} 4.0",
            "forebay_connect_errors_total{backend=\"app\",server=\"10.0.0.2:80\"} 0.0",
            "forebay_rejected_requests_total{listener=\"web\"} 6.0",
            "forebay_http2_abuse_total{listener=\"web\"} 4.0",
            "forebay_auth_total{result=\"failure\"} 9.0",
            "forebay_auth_total{result=\"success\"} 0.0",
            "forebay_access_denied_total{listener=\"web\"} 5.0",
            "forebay_bad_proxy_headers_total{listener=\"web\"} 9.0",
            "forebay_sticky_total{backend=\"app\",result=\"rebalanced\"} 7.0",
            "forebay_sticky_total{backend=\"app\",result=\"kept\"} 0.0",
            "forebay_errors_total{error=\"no_server\"} 8.0",
            "forebay_bytes_total{direction=\"client_in\"} 10.0",
            "forebay_bytes_total{direction=\"client_out\"} 20.0",
            "forebay_bytes_total{direction=\"server_out\"} 30.0",
            "forebay_bytes_total{direction=\"server_in\"} 40.0");
  }

  @Test
  void serverCounters_overTwoLoops_haveTheirNamesAndLabels() {
    one.servers.add(ServerCount.TRIES.cell(s1), 7);
    two.servers.add(ServerCount.TRIES.cell(s1), 5);
    one.servers.add(ServerCount.ANSWERS_2XX.cell(s1), 11);
    one.servers.add(ServerCount.TIMEOUTS.cell(s1), 3);
    one.servers.add(ServerCount.BAD_ANSWERS.cell(s1), 2);
    one.servers.add(ServerCount.RETRIES.cell(s1), 4);
    one.servers.add(ServerCount.REDISPATCHES.cell(s1), 6);
    one.servers.add(ServerCount.CONNECTIONS.cell(s1), 8);
    one.servers.add(ServerCount.REUSES.cell(s1), 9);
    one.servers.raise(ServerCount.MOST_IN_FLIGHT.cell(s1), 10);
    two.servers.raise(ServerCount.MOST_IN_FLIGHT.cell(s1), 12);
    two.servers.raise(ServerCount.MOST_IN_FLIGHT.cell(s1), 2);
    one.servers.add(ServerCount.RESPONSE_NANOS.cell(s1), millis(500));
    one.serverBytes.add(ByteCells.inCell(s1), 100);
    one.serverBytes.add(ByteCells.outCell(s1), 50);
    String labels = "backend=\"app\",";
    assertThat(scrape())
        .contains(
            "forebay_server_tries_total{" + labels + "server=\"s1\"} 12.0",
            "forebay_server_tries_total{" + labels + "server=\"10.0.0.2:80\"} 0.0",
            "forebay_server_answers_total{" + labels + "class=\"2xx\",server=\"s1\"} 11.0",
            "forebay_server_errors_total{" + labels + "error=\"timeout\",server=\"s1\"} 3.0",
            "forebay_server_errors_total{" + labels + "error=\"bad_answer\",server=\"s1\"} 2.0",
            "forebay_server_retries_total{" + labels + "server=\"s1\",to=\"same\"} 4.0",
            "forebay_server_retries_total{" + labels + "server=\"s1\",to=\"other\"} 6.0",
            "forebay_server_connections_made_total{" + labels + "server=\"s1\"} 8.0",
            "forebay_server_connections_reused_total{" + labels + "server=\"s1\"} 9.0",
            "forebay_server_most_in_flight{" + labels + "server=\"s1\"} 12.0",
            "forebay_server_seconds_total{" + labels + "phase=\"response\",server=\"s1\"} 0.5",
            "forebay_server_bytes_total{" + labels + "direction=\"received\",server=\"s1\"} 100.0",
            "forebay_server_bytes_total{" + labels + "direction=\"sent\",server=\"s1\"} 50.0");
  }

  @Test
  void listenerBytesRouteErrorsAndQueue_haveTheirLabels() {
    one.clientBytes.add(ByteCells.inCell(listener), 10);
    two.clientBytes.add(ByteCells.outCell(listener), 20);
    two.errors.add(RouteErrors.cell(route, ProxyError.NO_SERVER.ordinal()), 3);
    one.queued.add(route, 2);
    one.queueNanos.add(route, millis(1500));
    List<String> lines = scrape();
    assertThat(lines)
        .contains(
            "forebay_listener_bytes_total{direction=\"received\",listener=\"web\"} 10.0",
            "forebay_listener_bytes_total{direction=\"sent\",listener=\"web\"} 20.0",
            "forebay_queued_requests_total{backend=\"app\"} 2.0",
            "forebay_queue_seconds_total{backend=\"app\"} 1.5",
            "forebay_queue_longest{backend=\"app\"} 0.0");
    assertThat(ours(lines, "forebay_route_errors_total{"))
        .containsExactly(
            "forebay_route_errors_total{backend=\"app\",error=\"no_server\",listener=\"web\","
                + "route=\"api\"} 3.0");
  }

  @Test
  void waitingClientsAndLag_areGauges() {
    status.ids.listener("unknown");
    List<String> lines = scrape();

    assertThat(ours(lines, "forebay_connections_waiting{"))
        .containsExactly("forebay_connections_waiting{listener=\"web\"} 7.0");
    assertThat(ours(lines, "forebay_event_loop_lag_seconds{"))
        .containsExactly(
            "forebay_event_loop_lag_seconds{loop=\"0\"} 0.25",
            "forebay_event_loop_lag_seconds{loop=\"1\"} 0.0");
  }

  @Test
  void backup_isToldAndCountsAsUpOnlyWhereThereIsNoOther() {
    Backend spare = status.addBackend("spare", "s1", "backup1");
    assertThat(scrape())
        .contains(
            "forebay_backend_up_servers{backend=\"spare\"} 1.0",
            "forebay_server_backup{backend=\"spare\",server=\"s1\"} 0.0",
            "forebay_server_backup{backend=\"spare\",server=\"backup1\"} 1.0");
    spare.servers().get(0).server().state(ServerState.DOWN);
    spare.refresh();
    assertThat(scrape()).contains("forebay_backend_up_servers{backend=\"spare\"} 1.0");
  }

  @Test
  void checks_ofServersThatAreChecked_areCountedWithTheirProgress() {
    app.servers()
        .get(0)
        .server()
        .checkReport(new CheckReport("check answered 503", 250_000_000, 2, 3, 10, 4));
    app.servers().get(0).server().checked(false, 0);
    app.servers().get(0).server().checked(true, 1_500_000_000);
    List<String> lines = scrape();
    assertThat(ours(lines, "forebay_server_down"))
        .containsExactlyInAnyOrder(
            "forebay_server_downs_total{backend=\"app\",server=\"s1\"} 1.0",
            "forebay_server_downtime_seconds_total{backend=\"app\",server=\"s1\"} 1.5");
    String server = "{backend=\"app\",server=\"s1\"";
    assertThat(ours(lines, "forebay_server_check"))
        .containsExactlyInAnyOrder(
            "forebay_server_checks_total"
                + "{backend=\"app\",result=\"passed\",server=\"s1\"} 10.0",
            "forebay_server_checks_total" + "{backend=\"app\",result=\"failed\",server=\"s1\"} 4.0",
            "forebay_server_check_duration_seconds" + server + "} 0.25",
            "forebay_server_check_against" + server + "} 2.0",
            "forebay_server_check_needed" + server + "} 3.0");
  }

  @Test
  void servers_states_oneSeriesPerState() {
    app.servers().get(0).server().state(ServerState.DOWN);
    app.servers().get(1).server().state(ServerState.UP);
    app.servers().get(1).server().begin();
    app.refresh();
    List<String> lines = scrape();
    assertThat(lines)
        .contains(
            "forebay_backend_up_servers{backend=\"app\"} 1.0",
            "forebay_server_up{backend=\"app\",server=\"s1\"} 0.0",
            "forebay_server_up{backend=\"app\",server=\"10.0.0.2:80\"} 1.0",
            "forebay_server_state{backend=\"app\",server=\"s1\",state=\"down\"} 1.0",
            "forebay_server_state{backend=\"app\",server=\"s1\",state=\"up\"} 0.0",
            "forebay_server_in_flight{backend=\"app\",server=\"10.0.0.2:80\"} 1.0",
            "forebay_server_weight{backend=\"app\",server=\"s1\"} 1.0");
    assertThat(ours(lines, "forebay_server_state{")).hasSize(2 * (ServerState.values().length + 2));
  }

  @Test
  void circuitBreakers_stateAndHowOftenItWasComeInto() {
    BreakerReport open = new ShutBreaker(BreakerState.OPEN, 1, 3, 2);
    app.servers().get(0).server().breaker(open);
    List<String> lines = scrape();
    assertThat(ours(lines, "forebay_breaker_state{"))
        .containsExactly("forebay_breaker_state{backend=\"app\",server=\"s1\"} 2.0");
    assertThat(lines)
        .contains(
            "forebay_breaker_transitions_total{backend=\"app\",server=\"s1\",state=\"open\"} 3.0",
            "forebay_breaker_transitions_total{backend=\"app\",server=\"s1\",state=\"half_open\"}"
                + " 2.0");
  }

  @Test
  void certificates_untilWhenTheyAreValid_alsoWhereAFileIsNamedTwice() {
    Path file = Path.of("/x.pem");
    Instant end = Instant.ofEpochSecond(1_800_000_000);
    var good =
        new CertificateInfo(
            "web", file, List.of("a.test", "b.test"), "EC", end, "f", null, null, null);
    var bad =
        new CertificateInfo("web", Path.of("/y.pem"), List.of(), "", null, "", "empty", null, null);
    status.certificates = List.of(good, good, bad);
    List<String> lines = scrape();
    assertThat(ours(lines, "forebay_certificate_not_after_seconds{"))
        .containsExactly(
            "forebay_certificate_not_after_seconds"
                + "{file=\"/x.pem\",listener=\"web\",name=\"a.test\"} 1.8E9");
    assertThat(ours(lines, "forebay_certificate_refused{"))
        .containsExactly(
            "forebay_certificate_refused{file=\"/x.pem\",listener=\"web\"} 0.0",
            "forebay_certificate_refused{file=\"/y.pem\",listener=\"web\"} 1.0");
  }

  @Test
  void serversThatAreAvoided_oneSeriesPerReason() {
    Server server = app.servers().get(0).server();
    server.avoid(Avoidance.SUSPECTED);
    server.countEjection();
    assertThat(scrape())
        .contains(
            "forebay_server_avoided{backend=\"app\",reason=\"suspected\",server=\"s1\"} 1.0",
            "forebay_server_avoided{backend=\"app\",reason=\"ejected\",server=\"s1\"} 0.0",
            "forebay_server_ejections_total{backend=\"app\",server=\"s1\"} 1.0",
            "forebay_server_ejections_total{backend=\"app\",server=\"10.0.0.2:80\"} 0.0");
  }

  @Test
  void serverThatStartsSlowly_tellsThePartOfItsWeight() {
    app.servers().get(0).server().joinsOthers();
    assertThat(scrape())
        .contains(
            "forebay_server_slow_start_ratio{backend=\"app\",server=\"s1\"} 0.1",
            "forebay_server_slow_start_ratio{backend=\"app\",server=\"10.0.0.2:80\"} 1.0");
  }

  @Test
  void servers_takenOut_areDrainOrMaintBesideTheirHealth() {
    Server server = app.servers().get(0).server();
    server.state(ServerState.UP);
    server.adminState(AdminState.DRAIN);
    server.runtimeWeight(0);
    server.connectionOpened();
    server.tunnelOpened();
    assertThat(scrape())
        .contains(
            "forebay_server_state{backend=\"app\",server=\"s1\",state=\"up\"} 1.0",
            "forebay_server_state{backend=\"app\",server=\"s1\",state=\"drain\"} 1.0",
            "forebay_server_state{backend=\"app\",server=\"s1\",state=\"maint\"} 0.0",
            "forebay_server_state{backend=\"app\",server=\"10.0.0.2:80\",state=\"drain\"} 0.0",
            "forebay_server_weight{backend=\"app\",server=\"s1\"} 0.0",
            "forebay_server_connections{backend=\"app\",server=\"s1\"} 1.0",
            "forebay_server_tunnels{backend=\"app\",server=\"s1\"} 1.0");
  }

  @Test
  void queue_whoWaits_isCounted() {
    Waiter waiter =
        new Waiter(LoadBalancer.NO_KEY, null, new GuardPermit()) {
          @Override
          protected void onTurn() {}
        };
    app.queue().join(waiter, 1);
    assertThat(scrape()).contains("forebay_queue_length{backend=\"app\"} 1.0");
  }

  @Test
  void requestsInTheTarpit_areShown() {
    assertThat(scrape()).contains("forebay_tarpit_requests 3.0");
  }

  @Test
  void rateLimits_areShownByZone() {
    RateLimitZoneConfig config =
        new RateLimitZoneConfig(
            "general",
            List.of(LimitKeyPart.parse("client_ip")),
            List.of(),
            RequestRate.parse("1/d"),
            LimitAlgorithm.TOKEN_BUCKET,
            0,
            100,
            429);
    RateLimitZone zone = RateLimitZone.of(config, null, Ticker.system());
    status.zones.add(zone);
    zone.store().take(1L, 0);
    zone.counts().refused.add(2);
    zone.counts().delayed.add(3);
    zone.counts().dryRun.add(4);
    assertThat(ours(scrape(), "forebay_rate_limit"))
        .containsExactlyInAnyOrder(
            "forebay_rate_limited_total{zone=\"general\"} 2.0",
            "forebay_rate_limit_delayed_total{zone=\"general\"} 3.0",
            "forebay_rate_limit_dry_run_total{zone=\"general\"} 4.0",
            "forebay_rate_limit_keys{zone=\"general\"} 1.0",
            "forebay_rate_limit_max_keys{zone=\"general\"} 100.0");
  }

  @Test
  void bytesKeptForRetries_areShown() {
    assertThat(scrape()).contains("forebay_replay_buffer_bytes 11.0");
  }

  @Test
  void accessLogLines_droppedAndTruncatedOnes_areCounted() {
    assertThat(scrape())
        .contains("forebay_access_log_dropped_total 7.0", "forebay_access_log_truncated_total 3.0");
  }

  @Test
  void reloads_areCountedByTheirResult() {
    assertThat(scrape())
        .contains(
            "forebay_config_last_reload_successful 1.0",
            "forebay_config_last_reload_success_timestamp_seconds 5.0",
            "forebay_config_reloads_total{result=\"success\"} 0.0");
    status.reloads.add(reload(List.of(), 2, Instant.ofEpochSecond(7)));
    status.reloads.add(reload(List.of("bad"), 2, Instant.ofEpochSecond(9)));

    assertThat(scrape())
        .contains(
            "forebay_config_last_reload_successful 0.0",
            "forebay_config_last_reload_success_timestamp_seconds 7.5",
            "forebay_config_reloads_total{result=\"success\"} 1.0",
            "forebay_config_reloads_total{result=\"failure\"} 1.0");
  }

  private static ReloadResult reload(List<String> problems, int generation, Instant at) {
    return new ReloadResult(
        "file", at, Duration.ofMillis(500), problems, List.of(), generation, "00");
  }

  @Test
  void process_always_isThere() {
    List<String> lines = scrape();
    assertThat(lines).contains("forebay_config_last_reload_successful 1.0");
    assertThat(ours(lines, "forebay_build_info{"))
        .singleElement()
        .asString()
        .contains("version=\"", "revision=\"", "java=\"" + Runtime.version(), "transport=\"");
    for (String name :
        List.of(
            "jvm_memory_used_bytes{",
            "jvm_gc_",
            "jvm_threads_live_threads ",
            "process_cpu_usage ",
            "process_uptime_seconds ",
            "process_cpu_seconds_total ",
            "process_open_fds ",
            "process_max_fds ",
            "process_start_time_seconds ",
            "forebay_memory_limit_bytes ",
            "system_cpu_count ")) {
      assertThat(ours(lines, name)).as(name).isNotEmpty();
    }
  }

  @Test
  void memory_onLinux_isWhatTheProcessHas() {
    assumeThat(Files.exists(Path.of("/proc/self/status"))).isTrue();
    double resident = value(scrape(), "process_resident_memory_bytes");
    assertThat(resident).isBetween(1e6, value(scrape(), "forebay_memory_limit_bytes"));
  }

  @Test
  void folderThatIsWrittenTo_hasRoomOfAKnownSize_onceHoweverManyFiles(@TempDir Path folder) {
    Path gone = folder.resolve("gone/a.log");
    status.files = List.of(folder.resolve("a.log"), folder.resolve("b.log"), gone);
    List<String> lines = scrape();
    String labels = "{folder=\"" + folder + "\"}";
    double size = value(lines, "forebay_disk_size_bytes" + labels);
    assertThat(value(lines, "forebay_disk_free_bytes" + labels)).isBetween(1., size);
    assertThat(ours(lines, "forebay_disk_free_bytes{")).hasSize(1);
  }

  @Test
  void limits_areThoseOfTheConfiguration() {
    status.config =
        TestProxy.parse(
            """
            global: { max_connections: 300 }
            listeners:
              web: { bind: "127.0.0.1:0", backend: app, max_connections: 20 }
              more: { bind: "127.0.0.1:0", backend: app }
            backends:
              app: { servers: ["127.0.0.1:1"] }
            """);
    List<String> lines = scrape();
    assertThat(value(lines, "forebay_connections_limit")).isEqualTo(300);
    assertThat(ours(lines, "forebay_listener_connections_limit{"))
        .containsExactly("forebay_listener_connections_limit{listener=\"web\"} 20.0");
  }

  @Test
  void ready_isWhatProbesAreTold() {
    assertThat(value(scrape(), "forebay_ready")).isEqualTo(1);
    status.notReady = "stopping";
    assertThat(value(scrape(), "forebay_ready")).isZero();
  }

  @Test
  void format_everyLine_isASampleOrACommentAndNoSeriesTwice() {
    one.requests(route, s1).record(200, millis(3));
    var seen = new HashSet<String>();
    for (String line : scrape()) {
      assertThat(line)
          .matches(
              "# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+|"
                  + "[a-zA-Z_:][a-zA-Z0-9_:]*(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*\\})?"
                  + " (NaN|[+-]?Inf|-?[0-9.]+(E-?[0-9]+)?)");
      if (!line.startsWith("# HELP")) {
        assertThat(seen.add(line.substring(0, line.lastIndexOf(' ')))).as(line).isTrue();
      }
    }
  }

  @Test
  void accept_openMetrics_isHonoured() {
    one.requests(route, s1).record(200, millis(3));
    RawResponse response =
        ask(
            address(server, 0),
            "GET /metrics HTTP/1.1\nHost: localhost\n"
                + "Accept: application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3");
    assertThat(response.headers().first("content-type"))
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(response.bodyText())
        .endsWith("# EOF\n")
        .contains("# TYPE forebay_requests counter\n")
        .contains("forebay_requests_total{");
  }

  @Test
  void requests_listenersAndRoutesAppear_withoutRestart() {
    status.ids.listener("late");
    assertThat(scrape()).contains("forebay_connections_total{listener=\"late\"} 0.0");
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
