package io.forebay.health.passive;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Outcome;
import io.forebay.backend.ServerState;
import io.forebay.health.guard.GuardPart;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random histories of one server against what the rules say in the simplest words. */
class RandomHistoriesTest {
  private static final int HISTORIES = 1000;
  private static final int LENGTH = 60;
  private static final int TICK = 250;

  // ---- ejection ----

  /** Ejected for 2 s after 3 answers of 503 in a row, then one trial at a time. */
  private static final class Ejection {
    int inARow;
    boolean out;
    boolean waitsForTrial;
    boolean trialUnderWay;
    long outUntil;

    boolean avoided(long now) {
      if (out && now >= outUntil) {
        out = false;
        waitsForTrial = true;
      }
      return out || trialUnderWay;
    }

    boolean acquire(long now) {
      avoided(now);
      boolean trial = waitsForTrial;
      waitsForTrial = false;
      trialUnderWay |= trial;
      return trial;
    }

    void end(boolean trial, int status, long now) {
      avoided(now);
      boolean ejected = out || waitsForTrial || trialUnderWay;
      if (status == 503 && ++inARow == 3) {
        inARow = 0;
        if (!ejected) {
          out = true;
          outUntil = now + 2000;
        }
      } else if (status == 200) {
        inARow = 0;
      }
      if (trial) {
        trialUnderWay = false;
        waitsForTrial = status == 0;
        out = status == 503;
        outUntil = now + 2000;
      }
    }
  }

  private static void requireEjection(long seed) {
    Random random = new Random(seed);
    Ejection model = new Ejection();
    long now = 0;
    int held = 0;
    try (PassiveFixture fixture = new PassiveFixture(2)) {
      fixture.apply("passive_check: {max_fails: 3, count: status_503, eject_for: 2s}");
      GuardPart guard = fixture.guard(1);
      for (int i = 0; i < LENGTH; i++) {
        int status = new int[] {200, 503, 503, 503, 0}[random.nextInt(5)];
        switch (random.nextInt(4)) {
          case 0 -> {
            for (int ticks = random.nextInt(12); ticks > 0; ticks--) {
              fixture.advance(Duration.ofMillis(TICK));
              now += TICK;
            }
          }
          case 1 -> {
            if (held > 0) {
              end(fixture, guard, held, status);
              model.end(true, status, now);
              held = 0;
            }
          }
          default -> {
            int permit = guard.tryAcquire();
            fixture.run();
            boolean trial = model.acquire(now);
            assertThat(permit > 0).as("seed %d, step %d: trial", seed, i).isEqualTo(trial);
            if (trial && random.nextBoolean()) {
              held = permit;
            } else {
              end(fixture, guard, permit, status);
              model.end(trial, status, now);
            }
          }
        }
        assertThat(fixture.isEjected(1))
            .as("seed %d, step %d, %d ms", seed, i, now)
            .isEqualTo(model.avoided(now));
      }
    }
  }

  private static void end(PassiveFixture fixture, GuardPart guard, int permit, int status) {
    guard.release(permit, status == 0 ? Outcome.ABANDONED : Outcome.ANSWERED, status);
    fixture.run();
  }

  @Test
  void ejectionAndTrials_areThoseOfTheModel() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      requireEjection(seed);
    }
  }

  // ---- suspicion ----

  /** Suspected from a failure on, until a later check has passed and the time is over. */
  private static final class Suspicions {
    boolean suspected;
    boolean passed;
    boolean admitted;
    long admittedAt;
    long holdUntil;
    int doublings;

    boolean isSuspected(long now) {
      if (suspected && passed && now >= holdUntil) {
        suspected = false;
        admitted = true;
        admittedAt = now;
      }
      return suspected;
    }

    void failure(long now) {
      passed = false;
      if (!suspected) {
        doublings = admitted && now - admittedAt < 10_000 ? doublings + 1 : 0;
        holdUntil = now + Math.min(500L << Math.min(doublings, 10), 10_000);
        suspected = true;
      }
    }

    void down() {
      suspected = false;
      admitted = false;
    }
  }

  private static void requireSuspicion(long seed) {
    Random random = new Random(seed);
    Suspicions model = new Suspicions();
    long now = 0;
    boolean down = false;
    try (PassiveFixture fixture = new PassiveFixture(2)) {
      fixture.apply("health_check: {path: /}");
      for (int i = 0; i < LENGTH; i++) {
        switch (random.nextInt(12)) {
          case 0, 1, 2, 3 -> {
            for (int ticks = random.nextInt(16); ticks > 0; ticks--) {
              fixture.advance(Duration.ofMillis(TICK));
              now += TICK;
              model.isSuspected(now);
            }
          }
          case 4, 5, 6 -> {
            fixture.fail(1);
            if (!down) {
              model.failure(now);
            }
          }
          case 7, 8, 9 -> {
            fixture.endChecks(PassiveFixture.GOOD);
            model.passed |= model.suspected;
          }
          case 10 -> {
            fixture.endChecks(PassiveFixture.BAD);
            model.passed = false;
          }
          default -> {
            down = !down;
            fixture.state(1, down ? ServerState.DOWN : ServerState.UP);
            model.down();
          }
        }
        assertThat(fixture.isSuspected(1))
            .as("seed %d, step %d, %d ms", seed, i, now)
            .isEqualTo(model.isSuspected(now));
        // Each failure is checked, never twice at once.
        assertThat(fixture.asked.size()).isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void suspicions_areThoseOfTheModel() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      requireSuspicion(seed);
    }
  }
}
