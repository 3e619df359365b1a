package io.forebay.bench.failover;

import static io.forebay.bench.failover.result.Target.EVEN;
import static io.forebay.bench.failover.result.Target.FIRST_SUCCESS;
import static io.forebay.bench.failover.result.Target.NONE_FAILED;
import static io.forebay.bench.failover.result.Target.NONE_TWICE;
import static io.forebay.bench.failover.result.Target.NO_SLOW_REQUEST;
import static io.forebay.bench.failover.result.Target.OFF_DEAD_SERVER;
import static io.forebay.bench.failover.result.Target.OFF_HUNG_SERVER;
import static io.forebay.bench.failover.result.Target.RECOVERED;

import io.forebay.bench.failover.origin.Behaviour;
import java.util.List;

/** All scenarios, in the order of the report. */
final class Scenarios {
  /** When the first thing happens, in seconds: long enough to see what is normal. */
  private static final double EVENT = 2;

  /** How long an outage lasts at least: what waits for checks shall show. */
  private static final double SHORTEST_OUTAGE = 6;

  /** How long a run goes on after the servers are back: the slowest default takes 4 s. */
  private static final double AFTERWARDS = 7;

  private Scenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "kill-one",
            "One of three servers is killed (`kill -9`), and started again later",
            List.of(NONE_FAILED, NONE_TWICE, OFF_DEAD_SERVER, RECOVERED, EVEN),
            stage -> outage(stage, () -> stage.kill(1), () -> stage.start(1))),
        Scenario.of(
            "kill-two",
            "Two of three servers are killed, and started again later",
            List.of(NONE_FAILED, NONE_TWICE, OFF_DEAD_SERVER, RECOVERED, EVEN),
            stage -> outage(stage, () -> stage.kill(0, 1), () -> stage.start(0, 1))),
        new Scenario(
            "kill-all-hold",
            "All servers are killed for 5 s, with `queue: { when_no_server: hold }`",
            "queue: { when_no_server: hold }",
            List.of(NONE_FAILED, NONE_TWICE, FIRST_SUCCESS, RECOVERED, EVEN),
            Scenarios::killAll),
        Scenario.of(
            "kill-all",
            "All servers are killed for 5 s, without a queue",
            List.of(NONE_TWICE, FIRST_SUCCESS, RECOVERED, EVEN),
            Scenarios::killAll),
        Scenario.of(
            "hang",
            "One server hangs (`SIGSTOP`), and goes on later",
            List.of(NONE_FAILED, NONE_TWICE, NO_SLOW_REQUEST, OFF_HUNG_SERVER, RECOVERED, EVEN),
            stage -> outage(stage, () -> stage.hang(1), () -> stage.wake(1))),
        failing("reset", "One server accepts, reads and resets", Behaviour.RESET, "resets"),
        failing("unavailable", "One server answers 503", Behaviour.UNAVAILABLE, "answers 503"),
        failing(
            "unavailable-healthy",
            "One server answers 503, but its checks are well",
            Behaviour.UNAVAILABLE_BUT_HEALTHY,
            "answers 503"),
        failing("slow", "One server takes 3 s for each answer", Behaviour.SLOW, "slow"),
        Scenario.of(
            "flapping",
            "One server is down for a second and up for a second, again and again",
            List.of(NONE_FAILED, NONE_TWICE),
            Scenarios::flap),
        Scenario.of(
            "rolling-drain",
            "Rolling restart: drain, SIGTERM, start, ready, the next server",
            List.of(NONE_FAILED, NONE_TWICE, EVEN),
            Scenarios::rollWithDrain),
        Scenario.of(
            "rolling",
            "Rolling restart without a drain: SIGTERM, start, the next server",
            List.of(NONE_FAILED, NONE_TWICE, EVEN),
            Scenarios::roll),
        Scenario.of(
            "drain",
            "One server is drained, and made ready later",
            List.of(NONE_FAILED, NONE_TWICE, EVEN),
            stage -> outage(stage, () -> stage.drain(1), () -> stage.ready(1))),
        Scenario.of(
            "reload",
            "20 reloads of a changed configuration",
            List.of(NONE_FAILED, NONE_TWICE, EVEN),
            Scenarios::reload),
        Scenario.of(
            "stop",
            "The proxy stops gracefully, and another one is started when it has ended",
            List.of(NONE_FAILED, NONE_TWICE),
            Scenarios::stop),
        Scenario.of(
            "upgrade",
            "The proxy is replaced by a new process, three times",
            List.of(NONE_FAILED, NONE_TWICE, EVEN),
            Scenarios::upgrade));
  }

  /** A step of a scenario. */
  private interface Step {
    void take() throws Exception;
  }

  private static Scenario failing(String name, String title, Behaviour behaviour, String label) {
    return Scenario.of(
        name,
        title + ", and is well again later",
        List.of(NONE_FAILED, NONE_TWICE, EVEN),
        stage -> outage(stage, () -> stage.spoil(1, behaviour, label), () -> stage.mend(1)));
  }

  private static void outage(Stage stage, Step fail, Step recover) throws Exception {
    stage.at(EVENT);
    fail.take();
    double back = Math.max(EVENT + SHORTEST_OUTAGE, stage.seconds() - AFTERWARDS - 1.5);
    stage.at(back);
    recover.take();
    stage.at(Math.max(stage.seconds(), back + AFTERWARDS));
  }

  private static void killAll(Stage stage) throws Exception {
    stage.at(EVENT);
    stage.kill(0, 1, 2);
    stage.pause(5);
    stage.start(0, 1, 2);
    stage.at(Math.max(stage.seconds(), EVENT + 5 + AFTERWARDS));
  }

  private static void flap(Stage stage) throws Exception {
    stage.at(EVENT);
    while (!stage.isAfter(stage.seconds() - 3)) {
      stage.kill(1);
      stage.pause(0.8);
      stage.start(1);
      stage.pause(1);
    }
    stage.at(stage.seconds());
  }

  private static void rollWithDrain(Stage stage) throws Exception {
    stage.at(EVENT);
    for (int server = 0; server < 3; server++) {
      stage.drain(server);
      stage.terminate(server);
      stage.start(server);
      stage.ready(server);
      stage.awaitUp(server);
      stage.pause(0.5);
    }
    stage.pause(2);
  }

  private static void roll(Stage stage) throws Exception {
    stage.at(EVENT);
    for (int server = 0; server < 3; server++) {
      stage.terminate(server);
      stage.pause(1);
      stage.start(server);
      stage.pause(0.5);
      stage.awaitUp(server);
      stage.pause(1);
    }
    stage.pause(2);
  }

  private static void reload(Stage stage) throws Exception {
    stage.at(EVENT);
    double pause = Math.max(0.3, (stage.seconds() - EVENT - 2) / 20);
    for (int i = 0; i < 20; i++) {
      stage.reload();
      stage.pause(pause);
    }
    stage.pause(2);
  }

  private static void stop(Stage stage) throws Exception {
    stage.at(EVENT + 1);
    stage.stopAndStartProxy();
    stage.at(stage.seconds());
    stage.pause(1);
  }

  private static void upgrade(Stage stage) throws Exception {
    stage.at(EVENT);
    double pause = (stage.seconds() - EVENT) / 3;
    for (int i = 0; i < 3; i++) {
      stage.upgrade();
      stage.pause(pause);
    }
  }
}
