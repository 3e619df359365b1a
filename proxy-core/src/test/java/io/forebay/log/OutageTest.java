package io.forebay.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTest {
  private static final String ERROR = "log a: disk full; lines are dropped until it can be written";

  private final ManualTicker ticker = new ManualTicker();
  private final List<String> said = new ArrayList<>();
  private final Outage outage = new Outage("log a", ticker, said::add, said::add);

  @Test
  void lostAgainAndAgain_saidOnce() {
    outage.after(0, "");
    outage.after(3, "disk full");
    outage.after(2, "disk full");
    outage.after(0, "disk full");
    outage.after(1, "disk full");

    assertThat(said).containsExactly(ERROR);
  }

  @Test
  void tenSecondsWithoutLoss_saidOnceWithTheNumber() {
    outage.after(3, "disk full");
    outage.after(2, "disk full");
    ticker.advance(Duration.ofSeconds(10));
    outage.after(0, "disk full");
    outage.after(0, "disk full");

    assertThat(said).containsExactly(ERROR, "log a: can be written again, 5 lines were lost");
  }

  @Test
  void nextOutage_isSaidAgain() {
    outage.after(3, "disk full");
    ticker.advance(Duration.ofSeconds(10));
    outage.after(0, "");
    outage.after(1, "disk full");

    assertThat(said)
        .containsExactly(ERROR, "log a: can be written again, 3 lines were lost", ERROR);
  }
}
