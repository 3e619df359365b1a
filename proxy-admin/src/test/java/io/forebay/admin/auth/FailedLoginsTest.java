package io.forebay.admin.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.ManualTicker;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {

  private final ManualTicker ticker = new ManualTicker();
  private final FailedLogins failed = new FailedLogins(ticker);
  private final ByteBuffer client = FailedLogins.key(new byte[] {10, 0, 0, 1});

  @Test
  void add_againAndAgain_takesTwiceAsLongUpToTheLongest() {
    for (long millis : new long[] {250, 500, 1000, 2000, 4000, 8000, 8000}) {
      assertThat(failed.add(client)).isEqualTo(Duration.ofMillis(millis));
    }
  }

  @Test
  void refused_afterAFewFailures_notYet() {
    for (int i = 0; i < 4; i++) {
      failed.add(client);
    }
    assertThat(failed.refused(client)).isZero();
  }

  @Test
  void refused_moreThanPatience_untilTimeHasPassed() {
    for (int i = 0; i < 5; i++) {
      failed.add(client);
    }
    // 7.75 s in all, of which 5 s are no reason not to look.
    assertThat(failed.refused(client)).isEqualTo(Duration.ofMillis(2750));
    ticker.advance(Duration.ofMillis(2749));
    assertThat(failed.refused(client)).isEqualTo(Duration.ofMillis(1));
    ticker.advance(Duration.ofMillis(1));
    assertThat(failed.refused(client)).isZero();
  }

  @Test
  void refused_otherClients_areNot() {
    for (int i = 0; i < 20; i++) {
      failed.add(client);
    }
    assertThat(failed.refused(FailedLogins.key(new byte[] {10, 0, 0, 2}))).isZero();
    assertThat(failed.refused(FailedLogins.key(null))).isZero();
  }

  @Test
  void inTheLongRun_aGuessEachEightSeconds() {
    int looked = 0;
    for (int second = 0; second < 3600; second++) {
      while (failed.refused(client).isZero()) {
        failed.add(client);
        looked++;
      }
      ticker.advance(Duration.ofSeconds(1));
    }
    assertThat(looked).isBetween(440, 460);
  }

  @Test
  void giveBack_asIfItHadNotBeen() {
    failed.giveBack(client, failed.add(client));
    assertThat(failed.size()).isZero();
    failed.add(client);
    Duration second = failed.add(client);
    failed.giveBack(client, second);
    assertThat(failed.add(client)).isEqualTo(second);
  }

  @Test
  void memory_over_isForgotten() {
    failed.add(client);
    failed.add(client);
    ticker.advance(FailedLogins.MEMORY);
    assertThat(failed.add(client)).isEqualTo(FailedLogins.FIRST);
  }

  @Test
  void key_ofIpv6_isTheFirstHalf() {
    byte[] one = new byte[16];
    byte[] neighbour = one.clone();
    neighbour[15] = 1;
    byte[] other = one.clone();
    other[7] = 1;
    assertThat(FailedLogins.key(one)).isEqualTo(FailedLogins.key(neighbour));
    assertThat(FailedLogins.key(one)).isNotEqualTo(FailedLogins.key(other));
  }

  @Test
  void tenThousandAndMoreClients_areBounded() {
    for (int i = 0; i < 3 * FailedLogins.MOST; i++) {
      failed.add(FailedLogins.key(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i}));
    }
    assertThat(failed.size()).isLessThanOrEqualTo(FailedLogins.MOST);
  }

  @Test
  void enter_asManyAsMayWait() {
    for (int i = 0; i < FailedLogins.MOST_WAITING; i++) {
      assertThat(failed.enter()).isTrue();
    }
    assertThat(failed.enter()).isFalse();
    failed.leave();
    assertThat(failed.enter()).isTrue();
  }
}
