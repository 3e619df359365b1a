package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.forebay.backend.Backend;
import io.forebay.backend.CheckCode;
import io.forebay.backend.CheckReport;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.UpstreamSettings;
import io.forebay.backend.WeightedServer;
import io.forebay.observe.Events;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HealthEventsTest {
  private final Logger log = (Logger) LoggerFactory.getLogger(Events.class);
  private final ListAppender<ILoggingEvent> told = new ListAppender<>();
  private final Server server = new Server(1, "app", "s1", new InetSocketAddress("127.0.0.1", 1));
  private final Backend backend =
      new Backend(
          "app",
          List.of(new WeightedServer(server, 1)),
          (eligible, key, tried) -> null,
          new UpstreamSettings(true, 4));

  @BeforeEach
  void listen() {
    told.start();
    log.setLevel(Level.INFO);
    log.addAppender(told);
  }

  @AfterEach
  void leave() {
    log.detachAppender(told);
    log.setLevel(null);
  }

  private String down(String note) {
    server.checkReport(
        new CheckReport("check answered 503", 1, 0, 2, 0, 1, note, CheckCode.L7STS, 503));
    server.state(ServerState.DOWN);
    new HealthEvents(new Events(Clock.systemUTC()))
        .onStateChange(backend, server, ServerState.UP, ServerState.DOWN, "cause");
    ILoggingEvent event = told.list.get(0);
    return event.getLevel() + " " + event.getFormattedMessage();
  }

  @Test
  void down_isAWarning() {
    assertThat(down(null)).isEqualTo("WARN backend app server s1 UP -> DOWN: cause, 0 of 1 up");
  }

  @Test
  void downByItsRole_isNoFault() {
    assertThat(down("role"))
        .isEqualTo("INFO backend app server s1 UP -> DOWN (role): cause, 0 of 1 up");
  }

  @Test
  void downByItsOwnWord_isAWarningThatSaysSo() {
    assertThat(down("not serving"))
        .isEqualTo("WARN backend app server s1 UP -> DOWN (not serving): cause, 0 of 1 up");
  }
}
