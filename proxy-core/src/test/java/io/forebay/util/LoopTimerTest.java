package io.forebay.util;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.testkit.FakeLoop;
import io.forebay.testkit.ManualTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LoopTimerTest {

  private static final long TICK = 1_000_000L * LoopTimer.TICK_MILLIS;
  private static final long TURN = 512 * TICK;

  private final ManualTicker ticker = new ManualTicker(123_456_789);
  private final FakeLoop loop = new FakeLoop(ticker);
  private LoopTimer timer = new LoopTimer(loop.eventLoop(), ticker);

  private class Waiter extends LoopTimer.Node {
    final List<Long> fired = new ArrayList<>();

    @Override
    protected void onDeadline() {
      fired.add(ticker.nanos());
    }
  }

  private Waiter waiter(long inNanos) {
    Waiter waiter = new Waiter();
    timer.set(waiter, timer.now() + inNanos);
    return waiter;
  }

  private void assertFired(Waiter waiter, long deadline) {
    assertThat(waiter.fired).hasSize(1);
    assertThat(waiter.fired.get(0)).isBetween(deadline, deadline + 2 * TICK);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, TICK - 1, TICK, TICK + 1, 3 * TICK, TURN - TICK, TURN, TURN + TICK, 9 * TURN})
  void deadline_passes_neverEarlyAndAtMostTwoTicksLate(long inNanos) {
    for (long offset : new long[] {0, 1, TICK / 2, TICK - 1}) {
      loop.advance(offset);
      long deadline = timer.now() + inNanos;
      Waiter waiter = waiter(inNanos);
      loop.advance(Math.max(inNanos - 1, 0));
      if (inNanos > 0) {
        assertThat(waiter.fired).isEmpty();
      }
      loop.advance(3 * TICK);
      assertFired(waiter, deadline);
    }
  }

  @Test
  void deadline_inThePast_passesAtOnce() {
    long deadline = timer.now();
    Waiter waiter = waiter(-5 * TICK);
    loop.advance(2 * TICK);
    assertFired(waiter, deadline - TICK);
  }

  @Test
  void deadline_movedLater_passesOnceAtTheLater() {
    Waiter waiter = waiter(10 * TICK);
    loop.advance(5 * TICK);
    long later = timer.now() + 30 * TICK;
    timer.set(waiter, later);
    loop.advance(100 * TICK);
    assertFired(waiter, later);
  }

  @Test
  void deadline_movedEarlier_passesOnceAtTheEarlier() {
    Waiter waiter = waiter(3 * TURN);
    loop.advance(5 * TICK);
    long earlier = timer.now() + 2 * TICK;
    timer.set(waiter, earlier);
    loop.advance(4 * TURN);
    assertFired(waiter, earlier);
  }

  @Test
  void deadline_suspended_doesNotPassUntilSetAgain() {
    Waiter waiter = waiter(10 * TICK);
    timer.suspend(waiter);
    loop.advance(50 * TICK);
    assertThat(waiter.fired).isEmpty();
    assertThat(loop.tasks()).as("an idle loop is not woken").isEmpty();
    long deadline = timer.now() + 5 * TICK;
    timer.set(waiter, deadline);
    loop.advance(50 * TICK);
    assertFired(waiter, deadline);
  }

  @Test
  void deadline_suspendedThenSetBeforeItsSlot_passesAtTheNewOne() {
    Waiter waiter = waiter(10 * TICK);
    timer.suspend(waiter);
    long deadline = timer.now() + 2 * TICK;
    timer.set(waiter, deadline);
    loop.advance(50 * TICK);
    assertFired(waiter, deadline);
  }

  @Test
  void deadline_cancelled_neverPasses() {
    Waiter first = waiter(10 * TICK);
    Waiter second = waiter(10 * TICK);
    Waiter third = waiter(10 * TICK);
    long deadline = timer.now() + 10 * TICK;
    timer.cancel(second);
    timer.cancel(second);
    loop.advance(20 * TICK);
    assertFired(first, deadline);
    assertThat(second.fired).isEmpty();
    assertFired(third, deadline);
    timer.cancel(first);
    timer.suspend(new Waiter());
  }

  @Test
  void node_cancelledByAnotherOfItsSlot_neverPasses() {
    Waiter victim = new Waiter();
    Waiter[] killers = new Waiter[2];
    for (int i = 0; i < killers.length; i++) {
      killers[i] =
          new Waiter() {
            @Override
            protected void onDeadline() {
              super.onDeadline();
              timer.cancel(victim);
            }
          };
    }
    long deadline = timer.now() + 5 * TICK;
    // New nodes go in front, so the victim lies between the two.
    timer.set(killers[0], deadline);
    timer.set(victim, deadline);
    timer.set(killers[1], deadline);
    loop.advance(20 * TICK);
    assertFired(killers[0], deadline);
    assertFired(killers[1], deadline);
    assertThat(victim.fired).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, TICK, 7 * TICK, TURN - TICK, TURN, TURN + TICK, 5 * TURN})
  void node_rearmedInOnDeadline_passesAgain(long period) {
    int[] count = {0};
    var again =
        new Waiter() {
          @Override
          protected void onDeadline() {
            super.onDeadline();
            if (++count[0] < 4) {
              timer.set(this, timer.now() + period);
            }
          }
        };
    timer.set(again, timer.now() + period);
    loop.advance(4 * period + 20 * TICK);
    assertThat(again.fired).hasSize(4);
    for (int i = 1; i < 4; i++) {
      assertThat(again.fired.get(i) - again.fired.get(i - 1)).isBetween(period, period + 2 * TICK);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 100, 510, 511, 512, 513, 514, 2000})
  void loneNode_lookedAtLate_doesNotKeepTheLoopBusy(long ticksLate) {
    Waiter lone = waiter(4 * TURN + 5 * TICK);
    long deadline = timer.now() + 4 * TURN + 5 * TICK;
    loop.advance(511 * TICK - 1);
    loop.stall(ticksLate * TICK);
    loop.advance(5 * TURN);
    assertThat(lone.fired).hasSize(1);
    assertThat(lone.fired.get(0)).isGreaterThanOrEqualTo(deadline);
    if (ticksLate < 1000) {
      assertFired(lone, deadline);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {510, 511, 512, 513, 600})
  void loneNode_rearmedLateForSameSlot_doesNotKeepTheLoopBusy(long periodTicks) {
    var again =
        new Waiter() {
          @Override
          protected void onDeadline() {
            super.onDeadline();
            if (fired.size() == 1) {
              timer.set(this, timer.now() + periodTicks * TICK - TICK / 2);
            }
          }
        };
    timer.set(again, timer.now() + 5 * TICK);
    loop.stall(8 * TICK);
    assertThat(again.fired).hasSize(1);
    loop.advance(700 * TICK);
    assertThat(again.fired).hasSize(2);
  }

  @Test
  void stall_ofManyTurns_leavesLaterDeadlinesExact() {
    long start = timer.now();
    List<Waiter> waiters = new ArrayList<>();
    List<Long> deadlines = new ArrayList<>();
    long stall = 5 * TURN + 17 * TICK;
    for (int i = 1; i < 2_000; i++) {
      deadlines.add(start + i * 7 * TICK);
      waiters.add(waiter(i * 7 * TICK));
    }
    loop.stall(stall);
    for (int i = 0; i < waiters.size(); i++) {
      if (deadlines.get(i) <= start + stall - TICK) {
        assertThat(waiters.get(i).fired).as("%d ticks", (i + 1) * 7).hasSize(1);
      }
    }
    loop.advance(2_000 * 7 * TICK);
    for (int i = 0; i < waiters.size(); i++) {
      assertFired(waiters.get(i), Math.max(deadlines.get(i), start + stall - TICK));
    }
  }

  @Test
  void callback_thatThrows_leavesTheOthersTheirDeadlines() {
    var broken =
        new Waiter() {
          @Override
          protected void onDeadline() {
            throw new IllegalStateException("broken");
          }
        };
    long deadline = timer.now() + 5 * TICK;
    Waiter sameSlot = waiter(5 * TICK);
    timer.set(broken, deadline);
    Waiter later = waiter(9 * TICK);
    assertThatThrownBy(() -> loop.advance(20 * TICK)).hasMessage("broken");
    loop.advance(20 * TICK);
    assertFired(sameSlot, deadline);
    assertFired(later, deadline + 4 * TICK);
  }

  @Test
  void clock_thatWraps_changesNothing() {
    var wrapping = new ManualTicker(Long.MAX_VALUE - 100 * TICK);
    var wrappingLoop = new FakeLoop(wrapping);
    timer = new LoopTimer(wrappingLoop.eventLoop(), wrapping);
    long[] fired = {0, 0};
    long deadline = wrapping.nanos() + 200 * TICK;
    timer.set(
        new LoopTimer.Node() {
          @Override
          protected void onDeadline() {
            fired[0]++;
            fired[1] = wrapping.nanos();
          }
        },
        deadline);
    wrappingLoop.advance(199 * TICK);
    assertThat(fired[0]).isZero();
    wrappingLoop.advance(10 * TICK);
    assertThat(fired[0]).isEqualTo(1);
    assertThat(fired[1] - deadline).isBetween(0L, 2 * TICK);
  }

  @Test
  void deadline_movedForEveryRequest_schedulesAlmostNothing() {
    Waiter waiter = waiter(1_000 * TICK);
    for (int i = 0; i < 100_000; i++) {
      loop.advance(TICK / 8);
      timer.set(waiter, timer.now() + 1_000 * TICK);
      assertThat(loop.tasks()).hasSizeLessThanOrEqualTo(1);
    }
    assertThat(waiter.fired).isEmpty();
    assertThat(loop.scheduled()).isLessThan(100_000 / 8 / 400);
  }

  @Test
  void manyNodes_agreeWithNaiveModel() {
    var random = new Random(42);
    int nodes = 300;
    List<Waiter> waiters = new ArrayList<>();
    long[] deadlines = new long[nodes];
    int[] seen = new int[nodes];
    for (int i = 0; i < nodes; i++) {
      waiters.add(new Waiter());
      deadlines[i] = Long.MAX_VALUE;
    }
    for (int step = 0; step < 60_000; step++) {
      int i = random.nextInt(nodes);
      switch (random.nextInt(8)) {
        case 0 -> {
          timer.cancel(waiters.get(i));
          deadlines[i] = Long.MAX_VALUE;
        }
        case 1 -> {
          timer.suspend(waiters.get(i));
          deadlines[i] = Long.MAX_VALUE;
        }
        case 2, 3, 4 -> {
          long span = random.nextBoolean() ? 20 * TICK : 3 * TURN;
          deadlines[i] = timer.now() + (long) (random.nextDouble() * span);
          timer.set(waiters.get(i), deadlines[i]);
        }
        default -> loop.advance((long) (random.nextDouble() * 4 * TICK));
      }
      assertThat(loop.tasks()).hasSizeLessThanOrEqualTo(1);
      long now = timer.now();
      for (int node = 0; node < nodes; node++) {
        List<Long> fired = waiters.get(node).fired;
        if (fired.size() > seen[node]) {
          assertThat(fired).hasSize(seen[node] + 1);
          assertThat(fired.get(seen[node])).isBetween(deadlines[node], deadlines[node] + 2 * TICK);
          seen[node]++;
          deadlines[node] = Long.MAX_VALUE;
        } else if (deadlines[node] != Long.MAX_VALUE) {
          assertThat(now - deadlines[node]).as("node %d is late", node).isLessThan(2 * TICK);
        }
      }
    }
  }
}
