package io.forebay.health.passive;

import static io.forebay.health.passive.PassiveFixture.BAD;
import static io.forebay.health.passive.PassiveFixture.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Outcome;
import io.forebay.backend.ServerState;
import io.forebay.health.guard.GuardPart;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that are taken out for a time because of what they answer. */
class EjectionTest {
  private static final String CHECKED = "health_check: {path: /}";
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private PassiveFixture fixture = new PassiveFixture(3);

  @AfterEach
  void close() {
    fixture.close();
  }

  private void servers(int count) {
    fixture.close();
    fixture = new PassiveFixture(count);
  }

  @Test
  void fiveTimesUnableInARow_isEjectedForTenSeconds() {
    fixture.apply(CHECKED);
    fixture.answer(1, 503, 4);
    assertThat(fixture.isEjected(1)).isFalse();
    fixture.answer(1, 502, 1);
    assertThat(fixture.isEjected(1)).isTrue();
    assertThat(fixture.picked()).isEqualTo(2);
    assertThat(fixture.server(1).ejections()).isEqualTo(1);
    assertThat(fixture.told)
        .containsExactly("s1 EJECTED: 5 failures in a row, the last one answer 502, for 10s");
    fixture.advance(TEN_SECONDS.minusMillis(1));
    assertThat(fixture.isEjected(1)).isTrue();
    fixture.advance(Duration.ofMillis(1));
    assertThat(fixture.picked()).isEqualTo(1);
  }

  @Test
  void goodAnswerBetween_beginsAnew() {
    fixture.apply(CHECKED);
    fixture.answer(1, 503, 4);
    fixture.answer(1, 200, 1);
    fixture.answer(1, 504, 4);
    assertThat(fixture.isEjected(1)).isFalse();
    fixture.end(1, Outcome.ABANDONED, 0);
    fixture.answer(1, 504, 1);
    assertThat(fixture.isEjected(1)).isTrue();
  }

  @Test
  void status500_countsOnlyWhereAsked() {
    fixture.apply(CHECKED);
    fixture.answer(1, 500, 50);
    assertThat(fixture.isEjected(1)).isFalse();
    fixture.apply(CHECKED + "\npassive_check: {max_fails: 2, count: status_500, action: eject}");
    fixture.answer(1, 500, 2);
    assertThat(fixture.isEjected(1)).isTrue();
  }

  @Test
  void window_countsWhatIsInIt() {
    fixture.apply("passive_check: {max_fails: 3, window: 30s, eject_for: 20s}");
    fixture.answer(1, 503, 1);
    fixture.advance(Duration.ofSeconds(10));
    fixture.answer(1, 200, 5);
    fixture.fail(1);
    fixture.advance(Duration.ofSeconds(20));
    fixture.fail(1);
    assertThat(fixture.isEjected(1)).isFalse();
    fixture.advance(Duration.ofSeconds(9));
    fixture.fail(1);
    assertThat(fixture.told)
        .containsExactly(
            "s1 EJECTED: 3 failures within 30s, the last one connect failure, for 20s");
    fixture.advance(Duration.ofSeconds(20));
    assertThat(fixture.isEjected(1)).isFalse();
  }

  @Test
  void timeIsOver_oneRequestIsTriedAndItsAnswerEndsIt() {
    fixture.apply("");
    fixture.answer(1, 503, 5);
    fixture.advance(TEN_SECONDS);
    GuardPart guard = fixture.guard(1);
    int trial = guard.tryAcquire();
    assertThat(trial).isPositive();
    assertThat(guard.tryAcquire()).isEqualTo(GuardPart.REFUSED);
    fixture.run();
    assertThat(fixture.isEjected(1)).isTrue();
    // Whoever comes now has no other server.
    assertThat(guard.tryAcquire()).isZero();
    guard.release(trial, Outcome.ANSWERED, 200);
    fixture.run();
    assertThat(fixture.isEjected(1)).isFalse();
    assertThat(fixture.told).last().isEqualTo("s1 not EJECTED: a request was answered");
    assertThat(guard.tryAcquire()).isZero();
  }

  @Test
  void trialFails_prolongsItWithoutAWord() {
    fixture.apply("");
    fixture.answer(1, 503, 5);
    for (int i = 0; i < 3; i++) {
      fixture.advance(TEN_SECONDS.minusMillis(1));
      assertThat(fixture.isEjected(1)).isTrue();
      fixture.advance(Duration.ofMillis(1));
      assertThat(fixture.isEjected(1)).isFalse();
      fixture.answer(1, 503, 1);
      assertThat(fixture.isEjected(1)).isTrue();
    }
    assertThat(fixture.told).hasSize(1);
    assertThat(fixture.server(1).ejections()).isEqualTo(1);
  }

  @Test
  void trialIsGivenUp_theNextRequestIsTheTrial() {
    fixture.apply("");
    fixture.answer(1, 503, 5);
    fixture.advance(TEN_SECONDS);
    fixture.end(1, Outcome.ABANDONED, 0);
    assertThat(fixture.isEjected(1)).isFalse();
    fixture.answer(1, 503, 1);
    assertThat(fixture.isEjected(1)).isTrue();
  }

  @Test
  void lateEndOfAnEarlierTrial_changesNothing() {
    fixture.apply(CHECKED);
    fixture.answer(1, 503, 5);
    fixture.advance(TEN_SECONDS);
    GuardPart guard = fixture.guard(1);
    int late = guard.tryAcquire();
    fixture.run();
    fixture.check(1, GOOD);
    assertThat(fixture.isEjected(1)).isFalse();
    fixture.answer(1, 503, 5);
    fixture.advance(TEN_SECONDS);
    int trial = guard.tryAcquire();
    fixture.run();
    guard.release(late, Outcome.ANSWERED, 200);
    fixture.run();
    assertThat(fixture.isEjected(1)).isTrue();
    guard.release(trial, Outcome.ANSWERED, 200);
    fixture.run();
    assertThat(fixture.isEjected(1)).isFalse();
  }

  @Test
  void neverMoreThanHalf() {
    servers(5);
    fixture.apply("");
    for (int i = 1; i <= 5; i++) {
      fixture.answer(i, 503, 5);
    }
    assertThat(fixture.servers).filteredOn(it -> it.isAvoided()).hasSize(2);
    assertThat(fixture.picked()).isEqualTo(3);
  }

  @Test
  void half_isOfTheServersThatAreUp() {
    servers(4);
    fixture.apply(CHECKED);
    fixture.state(3, ServerState.DOWN);
    fixture.state(4, ServerState.DOWN);
    fixture.answer(1, 503, 5);
    fixture.answer(2, 503, 5);
    assertThat(fixture.isEjected(1)).isTrue();
    assertThat(fixture.isEjected(2)).isFalse();
  }

  @Test
  void serverInItsTrial_isStillOneOfTheEjected() {
    fixture.apply("");
    fixture.answer(1, 503, 5);
    fixture.advance(TEN_SECONDS);
    assertThat(fixture.isEjected(1)).isFalse();
    fixture.answer(2, 503, 5);
    assertThat(fixture.isEjected(2)).isFalse();
  }

  @Test
  void maxEjected_oneAtLeast() {
    fixture.apply("passive_check: {action: eject, max_ejected: 10%}");
    fixture.fail(1);
    fixture.fail(2);
    assertThat(fixture.isEjected(1)).isTrue();
    assertThat(fixture.isEjected(2)).isFalse();
  }

  @Test
  void lastOne_isNeverEjected() {
    servers(1);
    fixture.apply("passive_check: {action: eject, max_ejected: 100%}");
    fixture.fail(1);
    assertThat(fixture.told).isEmpty();
    servers(3);
    fixture.apply("passive_check: {action: eject, max_ejected: 100%}");
    fixture.fail(1);
    fixture.fail(2);
    fixture.fail(3);
    assertThat(fixture.isEjected(2)).isTrue();
    assertThat(fixture.isEjected(3)).isFalse();
    assertThat(fixture.picked()).isEqualTo(3);
  }

  @Test
  void noOtherIsLeftWhenTheTimeIsOver_isAdmittedWithoutATrial() {
    servers(2);
    fixture.apply(CHECKED);
    fixture.answer(1, 503, 5);
    fixture.state(2, ServerState.DOWN);
    fixture.advance(TEN_SECONDS);
    assertThat(fixture.isEjected(1)).isFalse();
    assertThat(fixture.guard(1).tryAcquire()).isZero();
    assertThat(fixture.told).last().isEqualTo("s1 not EJECTED: no other server is left");
  }

  @Test
  void goodCheck_endsIt() {
    fixture.apply(CHECKED);
    fixture.answer(1, 503, 5);
    fixture.check(1, BAD);
    assertThat(fixture.isEjected(1)).isTrue();
    fixture.check(1, GOOD);
    assertThat(fixture.isEjected(1)).isFalse();
    assertThat(fixture.told).last().isEqualTo("s1 not EJECTED: check answered 200");
  }

  @Test
  void goodCheckThatDidNotSeeIt_doesNotEndTheNextOne() {
    fixture.apply(CHECKED);
    fixture.answer(1, 503, 5);
    fixture.check(1, GOOD);
    fixture.answer(1, 503, 5);
    fixture.check(1, GOOD);
    assertThat(fixture.isEjected(1)).isTrue();
    fixture.advance(TEN_SECONDS);
    fixture.answer(1, 200, 1);
    assertThat(fixture.isEjected(1)).isFalse();
    fixture.answer(1, 503, 5);
    fixture.check(1, GOOD);
    assertThat(fixture.isEjected(1)).isFalse();
  }

  @Test
  void acceptedConnection_endsWhatItCanSee() {
    fixture.apply("health_check: {}\npassive_check: {max_fails: 2, action: eject}");
    fixture.answer(1, 503, 2);
    fixture.check(1, GOOD);
    assertThat(fixture.isEjected(1)).isTrue();
    fixture.apply("health_check: {}\npassive_check: {max_fails: 3, action: eject}");
    fixture.fail(1);
    fixture.fail(1);
    fixture.fail(1);
    assertThat(fixture.isEjected(1)).isTrue();
    fixture.check(1, GOOD);
    assertThat(fixture.isEjected(1)).isFalse();
  }

  @Test
  void goesDown_isNoLongerEjectedWithoutAWord() {
    fixture.apply(CHECKED);
    fixture.answer(1, 503, 5);
    fixture.state(1, ServerState.DOWN);
    assertThat(fixture.isEjected(1)).isFalse();
    assertThat(fixture.told).hasSize(1);
  }

  @Test
  void comesBackUp_isCountedAnew() {
    fixture.apply(CHECKED);
    fixture.answer(1, 503, 4);
    fixture.state(1, ServerState.DOWN);
    fixture.state(1, ServerState.UP);
    fixture.answer(1, 503, 4);
    assertThat(fixture.isEjected(1)).isFalse();
    fixture.answer(1, 503, 1);
    assertThat(fixture.isEjected(1)).isTrue();
  }

  @Test
  void countsAndEjections_surviveAReload() {
    fixture.apply(CHECKED);
    fixture.answer(1, 503, 5);
    fixture.answer(2, 503, 4);
    fixture.apply(CHECKED + "\nbalance: least_conn");
    assertThat(fixture.isEjected(1)).isTrue();
    fixture.check(1, GOOD);
    fixture.answer(2, 503, 1);
    assertThat(fixture.isEjected(2)).isTrue();
  }
}
