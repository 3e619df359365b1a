package io.forebay.health.passive;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.health.guard.GuardPart;
import io.forebay.health.passive.TrialGate.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TrialGateTest {
  private final TrialGate gate = new TrialGate();

  @Test
  void open_everybodyPasses() {
    assertThat(gate.tryAcquire()).isEqualTo(TrialGate.ORDINARY);
    assertThat(gate.end(TrialGate.ORDINARY, State.PASSED)).isFalse();
    assertThat(gate.state()).isEqualTo(State.OPEN);
  }

  @Test
  void free_oneTrialAndOthersAreRefusedUntilItIsMarked() {
    gate.free();
    int trial = gate.tryAcquire();
    assertThat(trial).isPositive();
    assertThat(gate.tryAcquire()).isEqualTo(GuardPart.REFUSED);
    assertThat(gate.mark()).isTrue();
    assertThat(gate.tryAcquire()).isEqualTo(TrialGate.ORDINARY);
    assertThat(gate.end(trial, State.FAILED)).isTrue();
    assertThat(gate.state()).isEqualTo(State.FAILED);
  }

  @Test
  void endsBeforeItIsMarked_resultStays() {
    gate.free();
    assertThat(gate.end(gate.tryAcquire(), State.PASSED)).isTrue();
    assertThat(gate.mark()).isFalse();
    assertThat(gate.state()).isEqualTo(State.PASSED);
  }

  @Test
  void permitsOfEarlierTrials_changeNothing() {
    gate.free();
    int late = gate.tryAcquire();
    gate.open();
    assertThat(gate.end(late, State.PASSED)).isFalse();
    gate.free();
    assertThat(gate.end(late, State.PASSED)).isFalse();
    int trial = gate.tryAcquire();
    assertThat(trial).isNotEqualTo(late);
    assertThat(gate.end(late, State.FAILED)).isFalse();
    assertThat(gate.end(trial, State.PASSED)).isTrue();
    assertThat(gate.end(trial, State.FAILED)).isFalse();
    assertThat(gate.state()).isEqualTo(State.PASSED);
  }

  @Test
  void manyThreads_getOneTrialOfEachGeneration() throws Exception {
    int threads = 4;
    int rounds = 2000;
    CyclicBarrier begin = new CyclicBarrier(threads, gate::free);
    CyclicBarrier end = new CyclicBarrier(threads);
    Callable<Integer> client =
        () -> {
          int trials = 0;
          for (int i = 0; i < rounds; i++) {
            begin.await();
            int permit = gate.tryAcquire();
            trials += permit > TrialGate.ORDINARY ? 1 : 0;
            end.await();
          }
          return trials;
        };
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        results.add(pool.submit(client));
      }
      int sum = 0;
      for (Future<Integer> result : results) {
        sum += result.get();
      }
      assertThat(sum).isEqualTo(rounds);
    } finally {
      pool.shutdownNow();
    }
  }
}
