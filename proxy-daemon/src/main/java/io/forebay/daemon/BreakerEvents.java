package io.forebay.daemon;

import io.forebay.backend.Backend;
import io.forebay.backend.BreakerState;
import io.forebay.backend.Server;
import io.forebay.health.breaker.BreakerListener;
import io.forebay.observe.Event;
import io.forebay.observe.Events;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Makes an event of every circuit breaker that opens, half opens or closes. */
final class BreakerEvents implements BreakerListener {
  private final Events events;

  BreakerEvents(Events events) {
    this.events = events;
  }

  @Override
  public void onChange(
      Backend backend, @Nullable Server server, BreakerState from, BreakerState to, String cause) {
    String text = "circuit breaker %s -> %s: %s".formatted(word(from), word(to), cause);
    events.add(
        to == BreakerState.OPEN ? Level.WARN : Level.INFO,
        Event.Kind.BREAKER,
        backend.name(),
        server == null ? null : server.name(),
        text);
  }

  private static String word(BreakerState state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
