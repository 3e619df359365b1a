package io.forebay.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.http.Worker;
import io.forebay.util.Ticker;
import io.netty.channel.DefaultEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits in the tarpit, for how long, and how many at most. */
class TarpitTest {
  private static final long LONG = TimeUnit.HOURS.toNanos(1);

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final Worker worker = Worker.of(0, loop, Ticker.system());
  private final List<String> ended = new ArrayList<>();

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private <T> T onLoop(Callable<T> call) {
    return loop.submit(call).syncUninterruptibly().getNow();
  }

  @Test
  void place_endsOnceItsTimeIsOver() {
    Tarpit tarpit = new Tarpit(1);
    onLoop(() -> tarpit.hold(worker, 1_000_000, () -> ended.add("a")));
    await("the end").until(() -> onLoop(() -> ended.equals(List.of("a"))));
    assertThat(tarpit.waiting()).isZero();
  }

  @Test
  void noMoreThanTheMost_areHeld_untilOneLeaves() {
    Tarpit tarpit = new Tarpit(1, 1);
    Tarpit.Place place = onLoop(() -> tarpit.hold(worker, LONG, () -> ended.add("a")));
    assertThat(place).isNotNull();
    assertThat(onLoop(() -> tarpit.hold(worker, LONG, () -> {}) == null)).isTrue();
    onLoop(
        () -> {
          place.leave();
          place.leave();
          return true;
        });
    assertThat(tarpit.waiting()).isZero();
    assertThat(onLoop(() -> tarpit.hold(worker, LONG, () -> {}) == null)).isFalse();
    assertThat(ended).isEmpty();
  }

  @Test
  void closedTarpit_endsAll_andHoldsNobody() {
    Tarpit tarpit = new Tarpit(1);
    onLoop(
        () -> {
          tarpit.hold(worker, LONG, () -> ended.add("a"));
          tarpit.hold(worker, LONG, () -> ended.add("b"));
          tarpit.close(0);
          return true;
        });
    assertThat(ended).containsExactly("a", "b");
    assertThat(tarpit.waiting()).isZero();
    assertThat(onLoop(() -> tarpit.hold(worker, LONG, () -> {}) == null)).isTrue();
  }

  @Test
  void randomHistories_countAsAListDoes() {
    Random random = new Random(26);
    for (int history = 0; history < 1_000; history++) {
      int most = 1 + random.nextInt(4);
      Tarpit tarpit = new Tarpit(1, most);
      onLoop(() -> history(tarpit, most, random));
    }
  }

  private boolean history(Tarpit tarpit, int most, Random random) {
    List<Tarpit.Place> model = new ArrayList<>();
    for (int step = 0; step < 20; step++) {
      if (random.nextInt(3) > 0) {
        Tarpit.Place place = tarpit.hold(worker, LONG, () -> {});
        assertThat(place == null).isEqualTo(model.size() == most);
        if (place != null) {
          model.add(place);
        }
      } else if (!model.isEmpty()) {
        model.remove(random.nextInt(model.size())).leave();
      }
      assertThat(tarpit.waiting()).isEqualTo(model.size());
    }
    List.copyOf(model).forEach(it -> Objects.requireNonNull(it).leave());
    return true;
  }
}
