package io.forebay.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.Worker;
import io.forebay.testkit.FakeLoop;
import io.forebay.testkit.ManualTicker;
import io.forebay.util.LoopTimer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a pool is looked at: soon enough for each that waits, and never without a reason. */
class SilenceWatchTest {

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long TICK = LoopTimer.TICK_MILLIS * MILLI;

  private final ManualTicker ticker = new ManualTicker();
  private final FakeLoop loop = new FakeLoop(ticker);
  private final Worker worker = Worker.of(0, loop.eventLoop(), ticker);
  private final List<Long> looks = new ArrayList<>();
  private final List<Long> waiting = new ArrayList<>();
  private final SilenceWatch watch = new SilenceWatch(worker, this::look);

  private long look(long now) {
    looks.add(now);
    return waiting.isEmpty() ? -1 : now - waiting.get(0);
  }

  private void begin() {
    worker.clock().nanos();
    waiting.add(ticker.nanos());
    watch.begun();
  }

  @Test
  void nothingWaits_loopIsNotWoken() {
    loop.advance(10_000 * MILLI);
    assertThat(loop.scheduled()).isZero();
  }

  @Test
  void answeredBeforeTheLook_oneLookAndNoMore() {
    begin();
    waiting.clear();
    loop.advance(10_000 * MILLI);
    assertThat(looks).hasSize(1);
    assertThat(loop.tasks()).isEmpty();
  }

  @Test
  void begunBetweenLooks_seenWithinATenthOfASecondOfItsHalfSecond() {
    begin();
    loop.advance(300 * MILLI);
    begin();
    waiting.remove(0);
    loop.advance(600 * MILLI + 2 * TICK);
    assertThat(looks).anyMatch(at -> at >= 800 * MILLI && at <= 900 * MILLI + 2 * TICK);
  }

  @Test
  void silent_looksComeTenTimesASecond() {
    begin();
    loop.advance(1_500 * MILLI);
    assertThat(looks).hasSizeBetween(8, 11);
  }

  @Test
  void answersComeAndGo_twoLooksASecond() {
    for (int i = 0; i < 1_000; i++) {
      begin();
      loop.advance(10 * MILLI);
      waiting.remove(0);
    }
    assertThat(looks).hasSizeLessThan(25);
  }
}
