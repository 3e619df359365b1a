package io.forebay.health.passive;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.forebay.backend.Outcome;
import io.forebay.config.PassiveCheckConfig;
import io.forebay.health.guard.GuardPart;
import io.forebay.testkit.ManualTicker;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PassiveGuardTest {
  private final PassiveFixture fixture = new PassiveFixture(2);

  @BeforeEach
  void watch() {
    fixture.apply("health_check: {path: /}");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void answers_allocateNothing() {
    GuardPart guard = fixture.guard(1);
    answer(guard, 50_000);
    long before = allocated();
    answer(guard, 100_000);
    // A few bytes belong to the measurement.
    assertThat(allocated() - before).isLessThan(50_000);
  }

  private static void answer(GuardPart guard, int count) {
    for (int i = 0; i < count; i++) {
      guard.release(guard.tryAcquire(), Outcome.ANSWERED, 200);
    }
  }

  private static long allocated() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  @Test
  void whateverHappens_isToldOnce() {
    List<String> told = new ArrayList<>();
    var owner =
        new PassiveGuard.Owner() {
          @Override
          public void onFailures(FailureCount count) {
            told.add(count.cause());
          }

          @Override
          public void onDoubt(String cause) {
            told.add(cause);
          }

          @Override
          public void onTrial() {
            told.add("trial");
          }
        };
    var channel = new EmbeddedChannel();
    GuardPart guard =
        new PassiveGuard(
            channel.eventLoop(), new ManualTicker(), PassiveCheckConfig.DEFAULT, owner);
    for (int i = 0; i < 1000; i++) {
      guard.silent();
      guard.release(0, Outcome.RESET, 0);
      guard.release(0, Outcome.STALE_CONNECTION, 0);
      guard.release(0, Outcome.ANSWERED, 503);
    }
    assertThat(told).isEmpty();
    channel.runPendingTasks();
    assertThat(told)
        .containsExactly(
            "reset", "5 failures in a row, the last one answer 503", "no answer for 500ms");
    guard.release(0, Outcome.STALE_CONNECTION, 0);
    channel.runPendingTasks();
    assertThat(told).hasSize(4).last().isEqualTo("kept connection closed");
    channel.close();
  }
}
