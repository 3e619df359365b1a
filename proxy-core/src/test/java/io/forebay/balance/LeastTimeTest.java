package io.forebay.balance;

import static io.forebay.balance.Servers.picks;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.ResponseTime;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.testkit.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeastTimeTest {

  private static final long MILLI = 1_000_000;

  private final ManualTicker ticker = new ManualTicker(-Duration.ofDays(9).toNanos());
  private final LeastTime leastTime = new LeastTime(ticker);
  private final List<WeightedServer> servers = Servers.of(1, 1, 2);
  private final EligibleServers eligible = EligibleServers.of(servers);

  @BeforeEach
  void timeAnswers() {
    servers.forEach(it -> it.server().timeAnswers());
  }

  @Test
  void fastestServer_picked() {
    answered(1, 30);
    answered(2, 10);
    answered(3, 40);
    assertThat(picks(leastTime, eligible, 10)).isEqualTo(Map.of("s2", 10));
  }

  @Test
  void requestsInFlightAndWeight_count() {
    answered(1, 10);
    answered(2, 10);
    answered(3, 10);
    // 10 x 1 / 1, 10 x 1 / 1, then 10 x (n + 1) / 2
    assertThat(pickAndBegin()).isEqualTo("s3");
    assertThat(pickAndBegin()).isEqualTo("s1");
    assertThat(pickAndBegin()).isEqualTo("s2");
    assertThat(pickAndBegin()).isEqualTo("s3");
    assertThat(pickAndBegin()).isEqualTo("s3");
  }

  @Test
  void newServers_getOneRequestEachUntilTheyAnswer() {
    answered(3, 10);
    assertThat(pickAndBegin()).isEqualTo("s1");
    assertThat(pickAndBegin()).isEqualTo("s2");
    for (int i = 0; i < 20; i++) {
      assertThat(pickAndBegin()).isEqualTo("s3");
    }
  }

  @Test
  void serverThatFailsFast_drawsNothing() {
    answered(1, 900);
    answered(2, 900);
    time(3).failed(MILLI, ticker.nanos());
    assertThat(picks(leastTime, eligible, 10)).doesNotContainKey("s3");
  }

  @Test
  void failure_neverLowersTheTimeOfASlowServer() {
    answered(1, 20_000);
    time(1).failed(MILLI, ticker.nanos());
    assertThat(time(1).nanos(ticker.nanos(), false)).isCloseTo(20e9, within());
  }

  @Test
  void slowServerLeftAlone_triedAgainAfterItsTimeHasFaded() {
    answered(1, 640);
    answered(2, 9);
    answered(3, 2000);
    assertThat(picks(leastTime, eligible, 1)).containsOnlyKeys("s2");
    for (int half = 0; half < 6; half++) {
      ticker.advance(Duration.ofSeconds(5));
      answered(2, 9);
      assertThat(picks(leastTime, eligible, 1)).containsOnlyKeys("s2");
    }
    ticker.advance(Duration.ofSeconds(5));
    answered(2, 9);
    assertThat(picks(leastTime, eligible, 1)).containsOnlyKeys("s1");
  }

  @Test
  void serverThatHangs_timeDoesNotFadeWhileItOwesAnswers() {
    answered(1, 10);
    answered(2, 11);
    answered(3, 30);
    servers.get(0).server().begin();
    ticker.advance(Duration.ofMinutes(1));
    answered(2, 11);
    answered(3, 30);
    assertThat(picks(leastTime, eligible, 10)).isEqualTo(Map.of("s2", 10));
  }

  @Test
  void peak_countsAtOnceAndComesDownByHalvesInFiveSeconds() {
    answered(1, 10);
    answered(1, 1000);
    assertThat(time(1).nanos(ticker.nanos(), false)).isCloseTo(1e9, within());
    ticker.advance(Duration.ofSeconds(5));
    answered(1, 10);
    assertThat(time(1).nanos(ticker.nanos(), false)).isCloseTo(505e6, within());
  }

  @Test
  void abandonedRequest_timeIsAtLeastThat() {
    answered(1, 10);
    time(1).abandoned(5 * MILLI, ticker.nanos());
    assertThat(time(1).nanos(ticker.nanos(), false)).isCloseTo(10e6, within());
    time(1).abandoned(700 * MILLI, ticker.nanos());
    assertThat(time(1).nanos(ticker.nanos(), false)).isCloseTo(700e6, within());
  }

  private static org.assertj.core.data.Percentage within() {
    return org.assertj.core.data.Percentage.withPercentage(0.1);
  }

  private String pickAndBegin() {
    Server server = leastTime.pick(eligible, 0, null);
    server.begin();
    return server.name();
  }

  private void answered(int number, long millis) {
    time(number).answered(millis * MILLI, ticker.nanos());
  }

  private ResponseTime time(int number) {
    return servers.get(number - 1).server().responseTime();
  }
}
