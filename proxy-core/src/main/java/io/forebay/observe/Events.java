package io.forebay.observe;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last {@value #KEPT} events, the oldest first. Any thread. */
public final class Events {

  public static final int KEPT = 1000;

  private final Clock clock;
  private final ArrayDeque<Event> kept = new ArrayDeque<>();
  private long last;

  /** None yet; they are given the time of {@code clock}. */
  public Events(Clock clock) {
    this.clock = clock;
  }

  /** Keeps one more, and forgets the oldest where there are too many. */
  public synchronized void add(
      Event.Kind kind, @Nullable String backend, @Nullable String server, String text) {
    if (kept.size() == KEPT) {
      kept.removeFirst();
    }
    kept.addLast(new Event(++last, clock.instant(), kind, backend, server, text));
  }

  /** Those with a number above {@code number}; 0 for all that are kept. */
  public synchronized List<Event> since(long number) {
    return kept.stream().filter(it -> it.number() > number).toList();
  }
}
