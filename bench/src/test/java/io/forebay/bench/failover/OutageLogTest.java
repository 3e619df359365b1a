package io.forebay.bench.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.bench.failover.result.Outage;
import org.junit.jupiter.api.Test;

class OutageLogTest {
  private final OutageLog log = new OutageLog();

  @Test
  void end_deadWhileDrained_endsThatKindOnly() throws InterruptedException {
    log.begin(1, Outage.Kind.DRAINED, 10);
    log.begin(1, Outage.Kind.DEAD, 20);
    log.begin(2, Outage.Kind.DEAD, 20);
    log.end(1, Outage.Kind.DEAD, 30);
    log.end(1, Outage.Kind.DRAINED, 40);
    assertThat(log.close())
        .startsWith(
            new Outage(1, Outage.Kind.DEAD, 20, 20, 30, 0),
            new Outage(1, Outage.Kind.DRAINED, 10, 10, 40, 0))
        .hasSize(3);
  }

  @Test
  void close_stillOpen_endsNow() throws InterruptedException {
    long before = System.nanoTime();
    log.begin(0, Outage.Kind.HUNG, before);
    Outage outage = log.close().get(0);
    assertThat(outage.toNanos() - before).isNotNegative();
    assertThat(outage.contains(before)).isTrue();
  }
}
