package io.forebay.health;

import static io.forebay.health.CheckerFixture.backend;
import static io.forebay.health.CheckerFixture.check;
import static io.forebay.health.CheckerFixture.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.CheckCode;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.WeightedServer;
import io.forebay.config.GrpcCheckConfig;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.HttpCheckConfig;
import io.forebay.config.InitialState;
import io.forebay.config.OwnCheck;
import io.forebay.net.Transport;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.Http2Script;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakExtension.class)
class HealthCheckerTest {
  private static final HealthCheckConfig QUICK = check(40, 1000, 2, 3);
  private static final int SOON = 13; // This id's phase is 3.4 % of the interval.

  private final CheckerFixture fixture = new CheckerFixture(Transport.best());
  private final AtomicInteger status = new AtomicInteger(200);
  private final AtomicInteger answers = new AtomicInteger();
  private final ScriptedOrigin origin = ScriptedOrigin.start(switchable());
  private final ScriptedOrigin healthy = ScriptedOrigin.start(OriginScript.named("fine"));

  @AfterEach
  void close() {
    fixture.close();
    origin.close();
    healthy.close();
  }

  /** Answers with {@link #status} and counts in {@link #answers}. */
  private OriginScript switchable() {
    return OriginScript.respondWith(
        request -> {
          answers.incrementAndGet();
          return "HTTP/1.1 " + status.get() + " X\r\nContent-Length: 0\r\n\r\n";
        });
  }

  private void answer(int newStatus) {
    status.set(newStatus);
    answers.set(0);
  }

  @Test
  void firstCheck_success_isUpAtOnce() {
    Server server = server(1, origin.address());
    fixture.applyAndCheck(backend(server), check(30_000, 1000, 5, 5));
    assertThat(server.state()).isEqualTo(ServerState.UP);
    assertThat(fixture.events)
        .containsExactly("app/s1 UNCHECKED->UP: check answered 200, first check");
  }

  @Test
  void firstCheck_failure_isDownAtOnce() {
    status.set(503);
    Server server = server(1, origin.address());
    Backend backend = backend(server, server(2, healthy.address()));
    fixture.applyAndCheck(backend, check(30_000, 1000, 5, 5));
    assertThat(server.state()).isEqualTo(ServerState.DOWN);
    assertThat(backend.eligibleCount()).isEqualTo(1);
    assertThat(fixture.events).contains("app/s1 UNCHECKED->DOWN: check answered 503, first check");
  }

  @Test
  void request_anyCheck_isAGetThatNamesUs() {
    fixture.applyAndCheck(backend(server(1, origin.address())), QUICK);
    String head = origin.heads().get(0);
    assertThat(head)
        .startsWith("GET /up?deep=1 HTTP/1.1\r\n")
        .containsIgnoringCase("\r\nhost: localhost:" + origin.port() + "\r\n")
        .containsIgnoringCase("\r\nuser-agent: Forebay-health-check\r\n")
        .containsIgnoringCase("\r\nconnection: close\r\n");
  }

  @Test
  void up_failures_isDownAfterExactlyFall() {
    Server server = server(1, origin.address());
    Backend backend = backend(server);
    fixture.applyAndCheck(backend, QUICK);
    var answersAtChange = new AtomicInteger();
    fixture.onEvent(() -> answersAtChange.set(answers.get()));
    answer(500);
    fixture.awaitState(server, ServerState.DOWN);
    await().untilAsserted(() -> assertThat(answersAtChange).hasValue(3));
    assertThat(backend.hasEligible()).isFalse();
    assertThat(fixture.events).last().asString().endsWith("check answered 500, 3 of 3 failed");
    assertThat(fixture.progress)
        .containsExactly(
            "app/s1 UP: check answered 500, 1 of 3 failed",
            "app/s1 UP: check answered 500, 2 of 3 failed");
  }

  @Test
  void down_successesBesideAnUpServer_isUpAfterExactlyRise() {
    status.set(503);
    Server server = server(1, origin.address());
    fixture.applyAndCheck(backend(server, server(2, healthy.address())), QUICK);
    var answersAtChange = new AtomicInteger();
    fixture.onEvent(() -> answersAtChange.set(answers.get()));
    answer(200);
    fixture.awaitState(server, ServerState.UP);
    await().untilAsserted(() -> assertThat(answersAtChange).hasValue(2));
    assertThat(fixture.events).last().asString().endsWith("check answered 200, 2 of 2 passed");
    assertThat(server.outages().count()).isEqualTo(1);
    assertThat(server.outages().down()).isFalse();
    assertThat(server.outages().endedNanos()).isPositive();
  }

  @Test
  void up_failuresWithSuccessesBetween_staysUp() {
    origin.script(
        OriginScript.respondWith(
            request ->
                "HTTP/1.1 "
                    + (answers.getAndIncrement() % 3 == 0 ? 200 : 503)
                    + " X\r\nContent-Length: 0\r\n\r\n"));
    Server server = server(1, origin.address());
    fixture.applyAndCheck(backend(server), QUICK);
    await().until(() -> answers.get() > 12);
    assertThat(fixture.events).hasSize(1);
    assertThat(server.state()).isEqualTo(ServerState.UP);
  }

  @Test
  void up_firstFailure_isCheckedAgainFasterThanTheInterval() {
    Server server = server(SOON, origin.address());
    fixture.applyAndCheck(backend(server), check(8000, 1000, 2, 3));
    answer(503);
    await("three checks within one interval")
        .atMost(Duration.ofSeconds(5))
        .until(() -> server.state() == ServerState.DOWN);
  }

  @Test
  void noServerUp_oneAnswers_isAdmittedBySuccessOne() {
    status.set(503);
    Server server = server(1, origin.address());
    fixture.applyAndCheck(backend(server), check(60_000, 1000, 5, 5));
    answer(200);
    fixture.awaitState(server, ServerState.UP);
    assertThat(fixture.events)
        .last()
        .asString()
        .endsWith("check answered 200, no other server was up");
  }

  @Test
  void lastServerGoesDown_othersAreCheckedFast() {
    try (ScriptedOrigin leaving = ScriptedOrigin.start(OriginScript.named("last"))) {
      status.set(503);
      Server down = server(1, origin.address());
      Server last = server(SOON, leaving.address());
      fixture.applyAndCheck(backend(down, last), check(8000, 1000, 5, 1));
      assertThat(down.state()).isEqualTo(ServerState.DOWN);
      answer(200);
      leaving.script(OriginScript.resetOnAccept());
      fixture.awaitState(last, ServerState.DOWN);
      await("the fast check, not the one at its phase")
          .atMost(Duration.ofSeconds(3))
          .until(() -> down.state() == ServerState.UP);
    }
  }

  @Test
  void neverAnswers_manyIntervals_hasOneCheckAtATime() {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    origin.script(
        c -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          c.readHead();
          c.awaitClose();
          now.decrementAndGet();
        });
    Server server = server(1, origin.address());
    fixture.applyAndCheck(backend(server), check(20, 150, 2, 3));
    await().until(() -> origin.connections() >= 5);
    // The script of a connection may notice its end a little after the next one began.
    assertThat(most.get()).isLessThanOrEqualTo(2);
    assertThat(origin.openConnections()).isLessThanOrEqualTo(2);
    assertThat(fixture.events)
        .containsExactly("app/s1 UNCHECKED->DOWN: no answer in 150ms, first check");
  }

  @Test
  void apply_equalSettings_keepsStateScheduleAndServesTheNewBackend() {
    Server server = server(1, origin.address());
    fixture.applyAndCheck(backend(server), check(10_000, 1000, 2, 3));
    Backend next = backend(server);
    fixture.applyAndCheck(next, check(10_000, 1000, 2, 3));
    assertThat(origin.connections()).isEqualTo(1);
    assertThat(server.state()).isEqualTo(ServerState.UP);

    Backend another = backend(server);
    fixture.apply(another, QUICK);
    answer(503);
    fixture.awaitState(server, ServerState.DOWN);
    await().until(() -> !another.hasEligible());
  }

  @Test
  void apply_otherSettings_checksAtOnceFromTheStateItHas() {
    Server server = server(1, origin.address());
    fixture.applyAndCheck(backend(server), check(60_000, 1000, 2, 3));
    answer(503);
    fixture.applyAndCheck(backend(server), check(50_000, 1000, 2, 3));
    assertThat(answers).hasValue(1);
    assertThat(server.state()).isEqualTo(ServerState.UP);
  }

  @Test
  void apply_serverGone_isNoLongerChecked() {
    status.set(503);
    Server server = server(1, origin.address());
    Backend backend = backend(server);
    fixture.applyAndCheck(backend, QUICK);
    fixture.apply(Map.of());
    assertThat(server.state()).isEqualTo(ServerState.UNCHECKED);
    assertThat(server.checkReport()).isNull();
    int connections = origin.connections();
    await()
        .during(Duration.ofMillis(300))
        .until(() -> origin.connections() <= connections + 1 && origin.openConnections() == 0);
  }

  @Test
  void apply_serverGoneDuringItsCheck_closesTheConnection() {
    origin.script(OriginScript.neverAnswer());
    fixture.apply(backend(server(1, origin.address())), check(20_000, 20_000, 2, 3));
    await().until(() -> origin.heads().size() == 1);
    var round = fixture.checker.firstRound().toCompletableFuture();
    assertThat(round).isNotDone();
    fixture.apply(Map.of());
    await().until(() -> origin.openConnections() == 0);
    await().until(round::isDone);
    assertThat(fixture.events).isEmpty();
  }

  @Test
  void apply_noAddress_isNotChecked() {
    Server server = server(1, InetSocketAddress.createUnresolved("nowhere.invalid", 80));
    fixture.applyAndCheck(backend(server), QUICK);
    assertThat(server.state()).isEqualTo(ServerState.UNRESOLVED);
    assertThat(fixture.events).isEmpty();
  }

  @Test
  void checkPort_isCheckedInPlaceOfTheServersOwn() {
    status.set(503);
    Server server = server(1, healthy.address());
    Backend backend = checkedAt(server, origin.port());
    fixture.applyAndCheck(backend, check(30_000, 1000, 2, 3));
    assertThat(server.state()).isEqualTo(ServerState.DOWN);
    assertThat(origin.heads().get(0))
        .containsIgnoringCase("\r\nhost: localhost:" + origin.port() + "\r\n");
    assertThat(healthy.connections()).isZero();
  }

  @Test
  void apply_otherCheckPort_checksAtOnceFromTheStateItHas() {
    Server server = server(1, healthy.address());
    fixture.applyAndCheck(backend(server), check(60_000, 1000, 2, 3));
    fixture.applyAndCheck(checkedAt(server, origin.port()), check(60_000, 1000, 2, 3));
    assertThat(origin.connections()).isEqualTo(1);
    assertThat(server.state()).isEqualTo(ServerState.UP);
  }

  private static Backend checkedAt(Server server, int port) {
    var address = new InetSocketAddress(((InetSocketAddress) server.address()).getAddress(), port);
    return CheckerFixture.backend(new WeightedServer(server, 1, false, 0, address, 0, 0));
  }

  @Test
  void checkedAtANameWithoutAddress_isDownAndSaysSo() {
    Server server = server(1, healthy.address());
    var nowhere = InetSocketAddress.createUnresolved("checks.invalid", 80);
    fixture.applyAndCheck(
        CheckerFixture.backend(new WeightedServer(server, 1, false, 0, nowhere, 0, 0)),
        check(60_000, 1000, 2, 3));
    assertThat(fixture.events)
        .containsExactly("app/s1 UNCHECKED->DOWN: no address of checks.invalid, first check");
  }

  @Test
  void ownChecks_areThoseOfTheirServers() {
    status.set(503);
    Server asBackend = server(1, origin.address());
    Server unchecked = server(2, origin.address());
    Server tcp = server(3, origin.address());
    Backend backend = backend(asBackend, unchecked, tcp);
    var pace = check(60_000, 1000, 2, 3).pace();
    var own = new OwnCheck(new HealthCheckConfig(null, pace, 1, 1));
    OwnCheck[] owns = {null, OwnCheck.NONE, own};
    fixture.apply(Map.of(backend, CheckerFixture.config(backend, check(60_000, 1000, 2, 3), owns)));
    fixture.awaitState(asBackend, ServerState.DOWN);
    fixture.awaitState(tcp, ServerState.UP);
    assertThat(unchecked.state()).isEqualTo(ServerState.UNCHECKED);
    assertThat(unchecked.checkReport()).isNull();
  }

  @Test
  void newServer_isLeftOutUntilItsFirstCheckEnds() {
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    origin.script(
        c -> {
          c.readRequest();
          asked.countDown();
          answer.await();
          c.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
    Server added = server(1, origin.address());
    Server known = server(2, healthy.address());
    added.avoid(Avoidance.UNCHECKED);
    Backend backend = backend(added, known);
    HealthCheckConfig check = check(60_000, 30_000, 2, 3);
    fixture.apply(backend, check);
    fixture.awaitState(known, ServerState.UP);
    await().until(() -> asked.getCount() == 0);
    answer.countDown();
    fixture.awaitState(added, ServerState.UP);
    await("admitted and seen").until(() -> !added.isAvoided() && backend.eligibleCount() == 2);
  }

  @Test
  void newServer_whoseFirstCheckHangs_isNotLeftOutForLong() {
    origin.script(OriginScript.neverAnswer());
    Server added = server(1, origin.address());
    added.avoid(Avoidance.UNCHECKED);
    Backend backend = backend(added, server(2, healthy.address()));
    fixture.apply(backend, check(60_000, 60_000, 2, 3));
    await().atMost(CheckerFixture.LONG).until(() -> !added.isAvoided());
    assertThat(added.state()).isEqualTo(ServerState.UNCHECKED);
    await().until(() -> backend.eligibleCount() == 2);
  }

  @Test
  void newServer_thatIsNoLongerChecked_isNotLeftOut() {
    origin.script(OriginScript.neverAnswer());
    Server added = server(1, origin.address());
    added.avoid(Avoidance.UNCHECKED);
    fixture.apply(backend(added), check(60_000, 60_000, 2, 3));
    fixture.apply(Map.of());
    assertThat(added.isAvoided()).isFalse();
  }

  @Test
  void roleCheck_503_isDownByItsRoleUntilItFails() {
    status.set(503);
    Server server = server(1, origin.address());
    Backend backend = backend(server, server(2, healthy.address()));
    HealthCheckConfig usual = check(40, 1000, 2, 3);
    var http =
        new HttpCheckConfig(
            "GET", "/leader", null, Map.of(), HttpCheckConfig.DEFAULT_STATUS, null, true);
    var role = new HealthCheckConfig(http, usual.pace(), usual.rise(), usual.fall());
    fixture.applyAndCheck(backend, role);
    assertThat(server.stateText()).isEqualTo("DOWN (role)");
    assertThat(fixture.events).contains("app/s1 UNCHECKED->DOWN: check answered 503, first check");
    status.set(500);
    await().until(() -> server.stateText().equals("DOWN"));
    status.set(200);
    fixture.awaitState(server, ServerState.UP);
    assertThat(server.stateText()).isEqualTo("UP");
  }

  @Test
  void grpcCheck_stateSaysWhatTheServerIs() {
    Http2Fields head = Http2Fields.ok().with("content-type", "application/grpc");
    Http2Script script = Http2Script.respond(head.with("grpc-status", "5"), "");
    try (Http2Origin calls = Http2Origin.start(script)) {
      Server server = server(1, calls.address());
      Backend backend = backend(server);
      var service = new GrpcCheckConfig("a.B", null);
      fixture.applyAndCheck(
          backend, HealthCheckConfig.grpc(service, check(40, 1000, 2, 3).pace(), 2, 3));
      assertThat(server.stateText()).isEqualTo("DOWN (unknown service)");
      assertThat(fixture.events)
          .contains("app/s1 UNCHECKED->DOWN: service \"a.B\" unknown to the server, first check");
      calls.script(Http2Script.respond(head.with("grpc-status", "12"), ""));
      await().until(() -> server.stateText().equals("DOWN (no health service)"));
    }
  }

  @Test
  void initiallyUp_failures_isDownAfterFallAndNotAwaited() {
    origin.script(OriginScript.neverAnswer());
    Server server = server(1, origin.address());
    server.state(ServerState.UP);
    HealthCheckConfig check = check(100, 100, 2, 3);
    var config =
        new HealthCheckConfig(
            check.http(), check.pace(), check.rise(), check.fall(), InitialState.UP);
    fixture.applyAndCheck(backend(server), config);
    assertThat(fixture.events).isEmpty();
    fixture.awaitState(server, ServerState.DOWN);
    await().until(() -> fixture.events.size() == 1);
    assertThat(fixture.events.get(0)).endsWith("no answer in 100ms, 3 of 3 failed");
    assertThat(origin.connections()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void initiallyDown_successes_isUpAfterRise() {
    Server server = server(1, origin.address());
    server.state(ServerState.DOWN);
    Backend backend = backend(server, server(2, healthy.address()));
    fixture.applyAndCheck(backend, QUICK);
    fixture.awaitState(server, ServerState.UP);
    assertThat(fixture.events).anyMatch(it -> it.endsWith("check answered 200, 2 of 2 passed"));
  }

  @Test
  void firstRound_severalServers_waitsForTheSlowest() {
    try (RefusingPort refusing = RefusingPort.open()) {
      origin.script(OriginScript.neverAnswer());
      Server slow = server(1, origin.address());
      Server fast = server(2, healthy.address());
      Server dead = server(3, refusing.address());
      fixture.applyAndCheck(backend(slow, fast, dead), check(400, 400, 2, 3));
      assertThat(List.of(slow.state(), fast.state(), dead.state()))
          .containsExactly(ServerState.DOWN, ServerState.UP, ServerState.DOWN);
    }
  }

  @Test
  void listener_throws_checksGoOn() {
    fixture.onEvent(
        () -> {
          throw new IllegalStateException("a listener's own problem");
        });
    Server server = server(1, origin.address());
    fixture.applyAndCheck(backend(server), QUICK);
    answer(503);
    fixture.awaitState(server, ServerState.DOWN);
    answer(200);
    fixture.awaitState(server, ServerState.UP);
  }

  @Test
  void manyServers_afterTheFirstRound_areNotCheckedTogether() {
    var times = new CopyOnWriteArrayList<Long>();
    origin.script(
        c -> {
          times.add(System.nanoTime());
          OriginScript.named("fine").run(c);
        });
    var servers = new Server[10];
    for (int i = 0; i < servers.length; i++) {
      servers[i] = server(i + 1, origin.address());
    }
    fixture.applyAndCheck(backend(servers), check(2000, 1000, 2, 3));
    await().until(() -> times.size() >= 20);
    long first = times.get(10);
    long last = times.get(19);
    assertThat(Duration.ofNanos(last - first)).isGreaterThan(Duration.ofMillis(1200));
  }

  @Test
  void recheck_checkUnderWay_isThatCheckCutShort() {
    origin.script(OriginScript.neverAnswer());
    Server server = server(1, origin.address());
    fixture.apply(backend(server), check(20_000, 20_000, 2, 3));
    await().until(() -> origin.heads().size() == 1);
    ProbeResult result = fixture.recheck(server, Duration.ofMillis(100)).join();
    assertThat(result.success()).isFalse();
    assertThat(result.text()).startsWith("no answer in ").isNotEqualTo("no answer in 20s");
    assertThat(server.state()).isEqualTo(ServerState.DOWN);
    assertThat(origin.connections()).isEqualTo(1);
  }

  @Test
  void recheck_upServerHangs_isOneFailureOfFall() {
    Server server = server(1, origin.address());
    fixture.applyAndCheck(backend(server), check(60_000, 2000, 2, 3));
    origin.script(OriginScript.neverAnswer());
    ProbeResult result = fixture.recheck(server, Duration.ofMillis(100)).join();
    assertThat(result).isEqualTo(ProbeResult.failure("no answer in 100ms").as(CheckCode.L7TOUT));
    assertThat(fixture.progress).containsExactly("app/s1 UP: no answer in 100ms, 1 of 3 failed");
  }

  @Test
  void recheck_serverGoneMeanwhile_isToldThatNothingIsKnown() {
    origin.script(OriginScript.neverAnswer());
    Server server = server(1, origin.address());
    fixture.apply(backend(server), check(20_000, 20_000, 2, 3));
    var result = fixture.recheck(server, Duration.ofSeconds(20));
    fixture.apply(Map.of());
    assertThat(result.join().verdict()).isEqualTo(ProbeResult.Verdict.UNKNOWN);
  }

  @Test
  void recheck_serverWithoutCheck_isRefused() {
    assertThatThrownBy(
            () -> fixture.recheck(server(1, origin.address()), Duration.ofSeconds(1)).join())
        .hasMessageContaining("app/s1 is not checked");
  }

  @Test
  void close_checksUnderWay_endsThemAll() {
    origin.script(OriginScript.neverAnswer());
    fixture.apply(backend(server(1, origin.address())), check(20_000, 20_000, 2, 3));
    await().until(() -> origin.heads().size() == 1);
    fixture.checker.close();
    await().until(() -> origin.openConnections() == 0);
    fixture.apply(backend(server(2, healthy.address())), QUICK);
    assertThat(healthy.connections()).isZero();
  }
}
