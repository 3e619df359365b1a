package io.forebay.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

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
}
