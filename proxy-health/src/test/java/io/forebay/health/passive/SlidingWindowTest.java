package io.forebay.health.passive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {

  @Test
  void limitWithinTheTime_isReachedAndForgotten() {
    var window = new SlidingWindow(3, 100);
    assertThat(window.add(1, 0)).isFalse();
    assertThat(window.add(1, 50)).isFalse();
    assertThat(window.add(1, 99)).isTrue();
    assertThat(window.add(2, 99)).isFalse();
    assertThat(window.add(1, 100)).isTrue();
  }

  @Test
  void nothingNew_isNeverReached() {
    var window = new SlidingWindow(1, 100);
    assertThat(window.add(0, 0)).isFalse();
    assertThat(window.add(1, 0)).isTrue();
    assertThat(window.add(0, 1)).isFalse();
  }

  @Test
  void randomTimes_asCountedOneByOne() {
    for (long seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      int limit = 1 + random.nextInt(5);
      long now = Long.MAX_VALUE - random.nextInt(1000);
      var window = new SlidingWindow(limit, 100);
      var naive = new ArrayDeque<Long>();
      for (int i = 0; i < 50; i++) {
        now += random.nextInt(60);
        int events = random.nextInt(3);
        for (int j = 0; j < events; j++) {
          naive.add(now);
        }
        while (!naive.isEmpty() && now - naive.getFirst() >= 100) {
          naive.removeFirst();
        }
        boolean reached = events > 0 && naive.size() >= limit;
        if (reached) {
          naive.clear();
        }
        assertThat(window.add(events, now)).as("seed %d, step %d", seed, i).isEqualTo(reached);
      }
    }
  }
}
