package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.ManualTicker;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RotatingTicketKeysTest {

  private final ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - 1);
  private final RotatingTicketKeys keys = new RotatingTicketKeys(ticker);

  @Test
  void withinPeriod_sameList() {
    List<OpenSslSessionTicketKey> first = keys.current();
    ticker.advance(RotatingTicketKeys.PERIOD.minusNanos(1));

    assertThat(keys.current()).isSameAs(first).hasSize(1);
  }

  @Test
  void afterPeriod_newKeyEncrypts_oldOneDecrypts() {
    OpenSslSessionTicketKey old = keys.current().get(0);
    ticker.advance(RotatingTicketKeys.PERIOD);

    assertThat(keys.current()).hasSize(2).element(0).isNotSameAs(old);
    assertThat(keys.current().get(1)).isSameAs(old);
    assertThat(keys.current().get(0).name()).isNotEqualTo(old.name());
  }

  @Test
  void nobodyAskedForTwoPeriods_noOldKeyIsLeft() {
    OpenSslSessionTicketKey old = keys.current().get(0);
    ticker.advance(RotatingTicketKeys.PERIOD.multipliedBy(2));

    assertThat(keys.current()).hasSize(1).doesNotContain(old);
  }

  /** A ticket of time t is good until the end of the period that follows its own. */
  @Test
  void randomTimes_areAsModel() {
    Random random = new Random(54);
    Duration now = Duration.ZERO;
    List<OpenSslSessionTicketKey> issued = new ArrayList<>();
    List<Long> periods = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      Duration step = Duration.ofMinutes(random.nextInt(900));
      ticker.advance(step);
      now = now.plus(step);
      long period = now.toMinutes() / RotatingTicketKeys.PERIOD.toMinutes();
      List<OpenSslSessionTicketKey> current = keys.current();
      for (int j = Math.max(0, issued.size() - 20); j < issued.size(); j++) {
        assertThat(current.contains(issued.get(j)))
            .as("key of period %d in period %d", periods.get(j), period)
            .isEqualTo(period - periods.get(j) <= 1);
      }
      issued.add(current.get(0));
      periods.add(period);
    }
  }
}
