package io.forebay.bench.failover.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.forebay.bench.failover.client.Outcome;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final Offset<Double> EXACTLY = within(1e-9);
  private static final long GET = 1;
  private static final long POST = 5;

  private final SampleRun run = new SampleRun();

  @Test
  void failed_getDuringOutage_counts() {
    Figures figures = dead().request(GET, 2_100, 5, Outcome.STATUS, 502).ok(2, 2_200, 0).figures();
    assertThat(figures.sent()).isEqualTo(2);
    assertThat(figures.ok()).isEqualTo(1);
    assertThat(figures.failedGets()).isEqualTo(1);
    assertThat(figures.causes()).containsOnlyKeys("status 502");
    assertThat(figures.firstFailure()).hasValueCloseTo(0.1, EXACTLY);
    assertThat(Target.NONE_FAILED.isMet(figures)).isFalse();
  }

  @Test
  void failed_postUnderWayWhenItsServerDies_isInFlight() {
    Figures figures = dead().request(POST, 1_990, 15, Outcome.STATUS, 502).figures();
    assertThat(figures.failed()).isZero();
    assertThat(figures.failedInFlight()).isEqualTo(1);
    assertThat(Target.NONE_FAILED.isMet(figures)).isTrue();
  }

  @Test
  void failed_postSentAfterTheDeath_counts() {
    Figures figures = dead().request(POST, 2_100, 15, Outcome.STATUS, 503).figures();
    assertThat(figures.failedPosts()).isEqualTo(1);
    assertThat(figures.postsInFlight()).isZero();
  }

  @Test
  void failed_postOfAnotherServer_counts() {
    Figures figures =
        dead().request(POST, 1_990, 15, Outcome.RESET, 0).executed(POST, 1_992, 0).figures();
    assertThat(figures.failedPosts()).isEqualTo(1);
  }

  @Test
  void failed_postAtHungServer_isInFlightWhereverItEnds() {
    run.outage(1, Outage.Kind.HUNG, 2_000, 6_000, 2_000);
    run.request(POST, 3_000, 3_050, Outcome.OK, 200).executed(POST, 6_010, 1);
    Figures figures = run.figures();
    assertThat(figures.postsInFlight()).isEqualTo(1);
    assertThat(figures.failedInFlight()).isZero();
    assertThat(figures.slowest()).isZero();
    assertThat(figures.offSeconds()).hasValueCloseTo(1.0, EXACTLY);
  }

  @Test
  void heldPost_executedAfterTheReturn_isNotInFlight() {
    dead().request(POST, 3_000, 3_050, Outcome.OK, 200).executed(POST, 6_010, 1);
    assertThat(run.figures().postsInFlight()).isZero();
    assertThat(run.figures().overTwoSeconds()).isEqualTo(1);
  }

  @Test
  void postsTwice_countsExecutionsOfPostsOnly() {
    run.ok(POST, 100, 0).executed(POST, 200, 1).ok(GET, 100, 0).executed(GET, 200, 1);
    Figures figures = run.figures();
    assertThat(figures.postsTwice()).isEqualTo(1);
    assertThat(Target.NONE_TWICE.isMet(figures)).isFalse();
  }

  @Test
  void offSeconds_deadServer_isTheLastAttempt() {
    Figures figures = run.outage(1, Outage.Kind.DEAD, 2_000, 6_000, 2_050).figures();
    assertThat(figures.offSeconds()).hasValueCloseTo(0.05, EXACTLY);
    assertThat(Target.OFF_DEAD_SERVER.isMet(figures)).isTrue();
    run.outage(0, Outage.Kind.DEAD, 2_000, 6_000, 2_150);
    assertThat(Target.OFF_DEAD_SERVER.isMet(run.figures())).isFalse();
  }

  @Test
  void againSeconds_serverWithoutTraffic_isNever() {
    assertThat(dead().figures().againSeconds()).hasValue(Double.POSITIVE_INFINITY);
    assertThat(Target.RECOVERED.isMet(run.figures())).isFalse();
    run.ok(GET, 8_000, 1);
    assertThat(run.figures().againSeconds()).hasValueCloseTo(2.001, EXACTLY);
    assertThat(Target.RECOVERED.isMet(run.figures())).isTrue();
  }

  @Test
  void againSeconds_restartedWhileDrained_countsFromReady() {
    run.outage(1, Outage.Kind.DEAD, 2_500, 3_000, 2_500);
    run.outage(1, Outage.Kind.DRAINED, 2_000, 6_000, 2_000).ok(GET, 6_500, 1);
    assertThat(run.figures().againSeconds()).hasValueCloseTo(0.501, EXACTLY);
  }

  @Test
  void firstSuccess_countsFromTheFirstReturn() {
    dead().request(GET, 3_000, 3_400, Outcome.OK, 200);
    assertThat(run.figures().firstSuccess()).hasValueCloseTo(0.4, EXACTLY);
    assertThat(Target.FIRST_SUCCESS.isMet(run.figures())).isTrue();
  }

  @Test
  void turnedAway_refusedAfterStop_isNoFailure() {
    run.stopped(3_000).request(GET, 3_100, 1, Outcome.REFUSED, 0);
    run.request(2, 3_100, 1, Outcome.RESET, 0).request(3, 2_900, 1, Outcome.REFUSED, 0);
    assertThat(run.figures().turnedAway()).isEqualTo(1);
    assertThat(run.figures().failed()).isEqualTo(2);
  }

  @Test
  void slowest_overTwoSeconds_missesTheTarget() {
    run.request(GET, 100, 1_999, Outcome.OK, 200);
    assertThat(Target.NO_SLOW_REQUEST.isMet(run.figures())).isTrue();
    run.request(2, 100, 2_001, Outcome.OK, 200);
    assertThat(run.figures().overOneSecond()).isEqualTo(2);
    assertThat(Target.NO_SLOW_REQUEST.isMet(run.figures())).isFalse();
  }

  @Test
  void shares_uneven_missTheTarget() {
    dead();
    for (int i = 0; i < 40; i++) {
      run.ok(i, 4_000 + i, i % 2 * 2);
    }
    run.ok(100, 6_100, 1);
    for (int i = 200; i < 260; i++) {
      run.ok(i, 7_000 + i, i % 3);
    }
    assertThat(run.figures().during().counts()).containsExactly(20L, 20L);
    assertThat(run.figures().afterwards().counts()).containsExactly(20L, 20L, 20L);
    assertThat(Target.EVEN.isMet(run.figures())).isTrue();
    run.ok(300, 8_000, 1).ok(301, 8_000, 1);
    assertThat(Target.EVEN.isMet(run.figures())).isFalse();
  }

  private SampleRun dead() {
    return run.outage(1, Outage.Kind.DEAD, 2_000, 6_000, 2_000);
  }
}
