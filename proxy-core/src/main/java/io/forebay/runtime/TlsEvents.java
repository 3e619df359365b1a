package io.forebay.runtime;

import io.forebay.backend.Server;
import io.forebay.backend.StateNote;
import io.forebay.backend.TlsFailures;
import io.forebay.observe.Event;
import io.forebay.observe.Events;
import io.forebay.util.Ticker;
import java.time.Clock;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.event.Level;

/**
 * Makes events of failed TLS with servers, at most one in ten seconds for each server, and one in a
 * minute as long as the reason is the same. Any thread.
 */
final class TlsEvents implements TlsFailures {

  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long SAME_NANOS = TimeUnit.SECONDS.toNanos(60);

  private record Told(long nanos, String reason) {}

  private final Events events;
  private final Clock clock;
  private final Ticker ticker;
  private final Map<Server, Told> told = new WeakHashMap<>();

  TlsEvents(Events events, Clock clock, Ticker ticker) {
    this.events = events;
    this.clock = clock;
    this.ticker = ticker;
  }

  @Override
  public void failed(Server server, String reason) {
    StateNote note = server.tlsNote();
    if (note == null || !note.cause().equals(reason)) {
      server.tlsNote(new StateNote(clock.instant(), reason));
    }
    if (isNews(server, reason)) {
      String text = "TLS: " + reason;
      events.add(Level.WARN, Event.Kind.HEALTH, server.backendName(), server.name(), text);
    }
  }

  private synchronized boolean isNews(Server server, String reason) {
    long now = ticker.nanos();
    Told last = told.get(server);
    boolean news = last == null || now - last.nanos() >= quiet(last, reason);
    if (news) {
      told.put(server, new Told(now, reason));
    }
    return news;
  }

  private static long quiet(Told last, String reason) {
    return last.reason().equals(reason) ? SAME_NANOS : QUIET_NANOS;
  }
}
