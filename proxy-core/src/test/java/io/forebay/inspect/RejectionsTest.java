package io.forebay.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.Worker;
import io.forebay.testkit.FakeLoop;
import io.forebay.testkit.ManualTicker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RejectionsTest {

  private final ManualTicker ticker = new ManualTicker();
  private final Worker worker = Worker.of(0, new FakeLoop(ticker).eventLoop(), ticker);
  private final Rejections all =
      new Rejections(Clock.fixed(Instant.ofEpochSecond(5), ZoneOffset.UTC));
  private final LoopRejections loop = new LoopRejections(all, worker);

  private void refuse(String reason) {
    worker.clock().nanos();
    loop.connection("web", "127.0.0.1", reason, null);
  }

  @Test
  void floodOfOneReason_leavesRoomForOthers() {
    for (int i = 0; i < 10_000; i++) {
      refuse("tls_timeout");
    }
    refuse("proxy_header");
    assertThat(all.since(0)).hasSize(LoopRejections.MOST + 1);
    assertThat(all.leftOut()).isEqualTo(10_000 - LoopRejections.MOST);
    ticker.advance(Duration.ofSeconds(1));
    refuse("tls_timeout");
    assertThat(all.since(0)).hasSize(LoopRejections.MOST + 2);
  }

  @Test
  void theOldestGoFirst() {
    for (int i = 0; i < Rejections.KEPT + 10; i++) {
      refuse("reason " + i);
    }
    assertThat(all.since(0)).hasSize(Rejections.KEPT);
    assertThat(all.since(0).get(0).number()).isEqualTo(11);
    assertThat(all.since(0).get(0).reason()).isEqualTo("reason 10");
    assertThat(all.since(Rejections.KEPT + 9L)).hasSize(1);
  }
}
