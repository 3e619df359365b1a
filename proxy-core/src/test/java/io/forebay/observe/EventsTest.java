package io.forebay.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class EventsTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final Events events = new Events(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void added_isKeptWithNumberAndTime() {
    events.add(Event.Kind.HEALTH, "app", "one", "UP -> DOWN: refused");
    assertThat(events.since(0))
        .containsExactly(new Event(1, NOW, Event.Kind.HEALTH, "app", "one", "UP -> DOWN: refused"));
  }

  @Test
  void since_leavesOutWhatIsKnown() {
    events.add(Event.Kind.RELOAD, null, null, "first");
    events.add(Event.Kind.RELOAD, null, null, "second");
    assertThat(events.since(1)).extracting(Event::text).containsExactly("second");
    assertThat(events.since(2)).isEmpty();
  }

  @Test
  void tooMany_oldestIsForgotten() {
    for (int i = 1; i <= Events.KEPT + 1; i++) {
      events.add(Event.Kind.LIFE, null, null, "event " + i);
    }
    assertThat(events.since(0)).hasSize(Events.KEPT);
    assertThat(events.since(0).get(0).number()).isEqualTo(2);
  }

  @Test
  void added_isLoggedInOneLineWithWhomItConcerns() {
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    var logger = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Events.class);
    logger.addAppender(lines);
    logger.setLevel(ch.qos.logback.classic.Level.INFO);
    try {
      events.add(Event.Kind.HEALTH, "app", "one", "UP -> DOWN: refused");
      events.add(Level.ERROR, Event.Kind.RELOAD, null, null, "reload failed");
    } finally {
      logger.setLevel(null);
      logger.detachAppender(lines);
    }
    assertThat(lines.list)
        .extracting(it -> it.getLevel() + " " + it.getFormattedMessage())
        .containsExactly("INFO backend app server one UP -> DOWN: refused", "ERROR reload failed");
  }
}
