package io.forebay.health.passive;

import static io.forebay.health.passive.PassiveFixture.BAD;
import static io.forebay.health.passive.PassiveFixture.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Outcome;
import io.forebay.backend.ServerState;
import io.forebay.health.ProbeResult;
import io.forebay.health.guard.GuardPart;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Servers that are avoided until a check has passed, with the rules of a backend that says nothing.
 */
class SuspicionTest {
  private static final Duration FAST = Duration.ofMillis(500);

  private final PassiveFixture fixture = new PassiveFixture(3);

  @BeforeEach
  void watch() {
    fixture.apply("health_check: {path: /}");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void connectFailure_isAvoidedAndCheckedAtOnce() {
    assertThat(fixture.picked()).isEqualTo(1);
    fixture.fail(1);
    assertThat(fixture.isSuspected(1)).isTrue();
    assertThat(fixture.picked()).isEqualTo(2);
    assertThat(fixture.asked).singleElement();
    assertThat(fixture.asked.get(0).server()).isSameAs(fixture.server(1));
    assertThat(fixture.told).containsExactly("s1 SUSPECTED: connect failure, checking");
  }

  @Test
  void eachFailureWithoutAnAnswer_counts() {
    fixture.end(1, Outcome.RESET, 0);
    fixture.end(2, Outcome.TIMEOUT, 0);
    fixture.guard(3).broken(Outcome.RESET);
    fixture.run();
    assertThat(fixture.told)
        .containsExactly(
            "s1 SUSPECTED: reset, checking",
            "s2 SUSPECTED: timeout, checking",
            "s3 SUSPECTED: reset, checking");
  }

  @Test
  void answersAndWhatSaysNothing_doNotCount() {
    fixture.answer(1, 500, 10);
    fixture.answer(1, 503, 1);
    fixture.end(1, Outcome.ABANDONED, 0);
    assertThat(fixture.told).isEmpty();
    assertThat(fixture.asked).isEmpty();
  }

  @Test
  void checkPasses_admittedWhenTheFastIntervalIsOver() {
    fixture.fail(1);
    fixture.endCheck(GOOD);
    fixture.advance(FAST.minusMillis(1));
    assertThat(fixture.isSuspected(1)).isTrue();
    fixture.advance(Duration.ofMillis(1));
    assertThat(fixture.isSuspected(1)).isFalse();
    assertThat(fixture.picked()).isEqualTo(1);
    assertThat(fixture.told).last().isEqualTo("s1 not SUSPECTED: check answered 200");
  }

  @Test
  void checkFails_staysAvoidedUntilOnePasses() {
    fixture.fail(1);
    fixture.endCheck(BAD);
    fixture.advance(Duration.ofSeconds(5));
    assertThat(fixture.isSuspected(1)).isTrue();
    assertThat(fixture.asked).hasSize(1);
    fixture.check(1, GOOD);
    assertThat(fixture.isSuspected(1)).isFalse();
  }

  @Test
  void checkFails_whatWaitsIsMoved() {
    fixture.fail(1);
    assertThat(fixture.evacuated).isEmpty();
    fixture.endCheck(BAD);
    assertThat(fixture.evacuated).containsExactly(fixture.server(1));
  }

  @Test
  void checkCouldNotAsk_isAskedAgain() {
    fixture.fail(1);
    fixture.endCheck(new ProbeResult(ProbeResult.Verdict.UNKNOWN, "no descriptors"));
    fixture.advance(FAST);
    assertThat(fixture.asked).hasSize(2);
    assertThat(fixture.isSuspected(1)).isTrue();
    fixture.endCheck(GOOD);
    assertThat(fixture.isSuspected(1)).isFalse();
  }

  @Test
  void manyFailures_areOneCheckAndOneEvent() {
    for (int i = 0; i < 1000; i++) {
      fixture.guard(1).release(0, Outcome.RESET, 0);
    }
    fixture.run();
    for (int i = 0; i < 1000; i++) {
      fixture.fail(1);
    }
    assertThat(fixture.asked).hasSize(1);
    assertThat(fixture.told).hasSize(1);
  }

  @Test
  void failureAfterTheGoodCheck_needsAnotherOne() {
    fixture.fail(1);
    fixture.endCheck(GOOD);
    fixture.fail(1);
    assertThat(fixture.asked).hasSize(1);
    fixture.advance(FAST);
    assertThat(fixture.isSuspected(1)).isTrue();
    assertThat(fixture.asked).hasSize(2);
    fixture.endCheck(GOOD);
    assertThat(fixture.isSuspected(1)).isFalse();
  }

  @Test
  void failsAgainAndAgainThoughChecksPass_isAvoidedLonger() {
    for (int millis : new int[] {500, 1000, 2000, 4000, 8000, 10_000, 10_000}) {
      fixture.fail(1);
      fixture.endCheck(GOOD);
      fixture.advance(Duration.ofMillis(millis - 1));
      assertThat(fixture.isSuspected(1)).as(millis + " ms").isTrue();
      fixture.advance(Duration.ofMillis(1));
      assertThat(fixture.isSuspected(1)).as(millis + " ms").isFalse();
    }
    fixture.advance(Suspicion.FORGIVEN_AFTER);
    fixture.fail(1);
    fixture.endCheck(GOOD);
    fixture.advance(FAST);
    assertThat(fixture.isSuspected(1)).isFalse();
  }

  @Test
  void goesDown_isNoLongerSuspectedWithoutAWord() {
    fixture.fail(1);
    fixture.state(1, ServerState.DOWN);
    assertThat(fixture.isSuspected(1)).isFalse();
    fixture.fail(1);
    assertThat(fixture.isSuspected(1)).isFalse();
    assertThat(fixture.told).hasSize(1);
    assertThat(fixture.picked()).isEqualTo(2);
  }

  @Test
  void allFail_theyAreStillPicked() {
    for (int i = 1; i <= 3; i++) {
      fixture.fail(i);
    }
    assertThat(fixture.picked()).isEqualTo(1);
  }

  @Test
  void silence_hasItCheckedWithAShortTimeoutAndChangesNothing() {
    fixture.guard(1).silent();
    fixture.run();
    assertThat(fixture.asked).singleElement();
    assertThat(fixture.asked.get(0).timeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(fixture.isSuspected(1)).isFalse();
  }

  @Test
  void silenceAndTheCheckFails_isAvoidedAndWhatWaitsIsMoved() {
    fixture.guard(1).silent();
    fixture.run();
    fixture.endCheck(BAD);
    assertThat(fixture.isSuspected(1)).isTrue();
    assertThat(fixture.evacuated).containsExactly(fixture.server(1));
    assertThat(fixture.told).containsExactly("s1 SUSPECTED: no answer for 500ms, check timed out");
    fixture.advance(Duration.ofSeconds(1));
    fixture.check(1, GOOD);
    assertThat(fixture.isSuspected(1)).isFalse();
  }

  @Test
  void silenceOfASlowServer_isNoStormOfChecks() {
    for (int i = 0; i < 100; i++) {
      fixture.guard(1).silent();
      fixture.run();
    }
    assertThat(fixture.asked).hasSize(1);
    fixture.endCheck(GOOD);
    assertThat(fixture.isSuspected(1)).isFalse();
    fixture.advance(Duration.ofMillis(999));
    fixture.guard(1).silent();
    fixture.run();
    assertThat(fixture.asked).hasSize(1);
    fixture.advance(Duration.ofMillis(1));
    fixture.guard(1).silent();
    fixture.run();
    assertThat(fixture.asked).hasSize(2);
  }

  @Test
  void silenceAndTheCheckCouldNotAsk_isNoStormOfChecks() {
    for (int i = 0; i < 10; i++) {
      fixture.guard(1).silent();
      fixture.run();
      fixture.endCheck(new ProbeResult(ProbeResult.Verdict.UNKNOWN, "no descriptors"));
    }
    assertThat(fixture.asked).hasSize(1);
    assertThat(fixture.told).isEmpty();
  }

  @Test
  void silenceWhileChecksFail_isKnown() {
    fixture.fail(1);
    fixture.endCheck(BAD);
    fixture.guard(1).silent();
    fixture.run();
    assertThat(fixture.asked).hasSize(1);
  }

  @Test
  void keptConnectionClosed_isCheckedWithoutBeingAvoided() {
    fixture.end(1, Outcome.STALE_CONNECTION, 0);
    assertThat(fixture.asked).hasSize(1);
    assertThat(fixture.isSuspected(1)).isFalse();
    fixture.endCheck(GOOD);
    assertThat(fixture.told).isEmpty();
    fixture.advance(Duration.ofSeconds(1));
    fixture.end(1, Outcome.STALE_CONNECTION, 0);
    fixture.endCheck(BAD);
    assertThat(fixture.told)
        .containsExactly("s1 SUSPECTED: kept connection closed, check timed out");
  }

  @Test
  void sameRulesAfterAReload_stayWithWhatIsKnown() {
    fixture.fail(1);
    var guard = fixture.guard(1);
    fixture.apply("health_check: {path: /, rise: 7}");
    assertThat(fixture.guard(1)).isSameAs(guard);
    assertThat(fixture.isSuspected(1)).isTrue();
    assertThat(fixture.picked()).isEqualTo(2);
    fixture.endCheck(GOOD);
    fixture.advance(FAST);
    assertThat(fixture.picked()).isEqualTo(1);
  }

  @Test
  void noneAfterAReload_everyServerIsAdmitted() {
    fixture.fail(1);
    fixture.apply("health_check: {path: /}\npassive_check: none");
    assertThat(fixture.guard(1)).isNull();
    assertThat(fixture.isSuspected(1)).isFalse();
    assertThat(fixture.picked()).isEqualTo(1);
  }

  @Test
  void failureOfARequestThatBeganBeforeAReload_suspectsNobody() {
    GuardPart before = fixture.guard(1);
    int permit = before.tryAcquire();
    fixture.apply("health_check: {path: /}\npassive_check: {max_fails: 3}");
    before.release(permit, Outcome.CONNECT_FAILURE, 0);
    fixture.run();
    assertThat(fixture.isSuspected(1)).isFalse();
    assertThat(fixture.asked).isEmpty();
  }

  @Test
  void checkAskedForBeforeAReload_suspectsNobody() {
    fixture.guard(1).silent();
    fixture.run();
    fixture.apply("health_check: {path: /}\npassive_check: {max_fails: 3}");
    fixture.endCheck(BAD);
    assertThat(fixture.isSuspected(1)).isFalse();
  }

  @Test
  void withoutAHealthCheck_isAvoidedForTheFastIntervalAndThenTried() {
    fixture.apply("health_check: none");
    fixture.fail(1);
    assertThat(fixture.isSuspected(1)).isTrue();
    fixture.guard(2).silent();
    fixture.run();
    assertThat(fixture.asked).isEmpty();
    fixture.advance(FAST);
    assertThat(fixture.isSuspected(1)).isFalse();
    fixture.fail(1);
    assertThat(fixture.isSuspected(1)).isTrue();
    fixture.advance(FAST);
    fixture.answer(1, 200, 1);
    assertThat(fixture.isSuspected(1)).isFalse();
    assertThat(fixture.told)
        .containsExactly(
            "s1 SUSPECTED: connect failure", "s1 not SUSPECTED: a request was answered");
  }
}
