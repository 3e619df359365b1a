package io.forebay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.net.NativeErrors;
import io.forebay.testkit.ManualTicker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AcceptFailuresTest {
  private static final IOException FAILURE =
      new IOException("accept(..) failed with error(-24): Too many open files");

  @Test
  void manyFailures_oneLineInTenSeconds() {
    ManualTicker ticker = new ManualTicker();
    AcceptFailures failures = new AcceptFailures("web", ticker);
    InetSocketAddress at = new InetSocketAddress("127.0.0.1", 80);

    assertThat(failures.report(at, FAILURE)).isTrue();
    for (int i = 0; i < 1000; i++) {
      assertThat(failures.report(at, FAILURE)).isFalse();
    }
    ticker.advance(Duration.ofSeconds(10));
    assertThat(failures.report(at, FAILURE)).isTrue();
    assertThat(failures.report(at, FAILURE)).isFalse();
  }

  @Test
  void reason_isTheSystemsWords() {
    assertThat(NativeErrors.reason(FAILURE)).isEqualTo("Too many open files");
    assertThat(NativeErrors.reason(new IOException("plain"))).isEqualTo("plain");
    assertThat(NativeErrors.reason(new IOException())).isEqualTo("IOException");
  }
}
