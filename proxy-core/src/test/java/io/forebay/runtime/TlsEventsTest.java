package io.forebay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Server;
import io.forebay.observe.Event;
import io.forebay.observe.Events;
import io.forebay.testkit.ManualTicker;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TlsEventsTest {

  private final ManualTicker ticker = new ManualTicker();
  private final Events events = new Events(Clock.systemUTC());
  private final TlsEvents failures = new TlsEvents(events, Clock.systemUTC(), ticker);
  private final Server one = server("one");

  private static Server server(String name) {
    return new Server(1, "app", name, new InetSocketAddress("127.0.0.1", 1));
  }

  private long told() {
    return events.since(0).size();
  }

  @Test
  void first_isTold_andKeptAtTheServer() {
    failures.failed(one, "certificate has expired");
    Event event = events.since(0).get(0);
    assertThat(event.text()).isEqualTo("TLS: certificate has expired");
    assertThat(event.server()).isEqualTo("one");
    assertThat(one.tlsNote().cause()).isEqualTo("certificate has expired");
  }

  @Test
  void sameReason_isToldOnceAMinute() {
    for (int second = 0; second < 120; second++) {
      failures.failed(one, "certificate has expired");
      ticker.advance(Duration.ofSeconds(1));
    }
    assertThat(told()).isEqualTo(2);
  }

  @Test
  void reasonsInTurn_areToldEveryTenSeconds() {
    for (int second = 0; second < 60; second++) {
      failures.failed(one, "reason " + second);
      ticker.advance(Duration.ofSeconds(1));
    }
    assertThat(told()).isEqualTo(6);
  }

  @Test
  void eachServer_isToldOfItself() {
    failures.failed(one, "certificate has expired");
    failures.failed(server("two"), "certificate has expired");
    assertThat(told()).isEqualTo(2);
  }
}
