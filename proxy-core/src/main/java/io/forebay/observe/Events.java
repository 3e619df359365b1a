package io.forebay.observe;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The last {@value #KEPT} events, the oldest first. Each is logged, too. Any thread. */
public final class Events {

  public static final int KEPT = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(Events.class);

  private final Clock clock;
  private final ArrayDeque<Event> kept = new ArrayDeque<>();
  private long last;

  /** None yet; they are given the time of {@code clock}. */
  public Events(Clock clock) {
    this.clock = clock;
  }

  /** Logs and keeps one more, and forgets the oldest where there are too many. */
  public void add(Event.Kind kind, @Nullable String backend, @Nullable String server, String text) {
    add(Level.INFO, kind, backend, server, text);
  }

  /** The same, where the line of the log is to be of another {@code level}. */
  public void add(
      Level level,
      Event.Kind kind,
      @Nullable String backend,
      @Nullable String server,
      String text) {
    keep(kind, backend, server, text);
    String ofBackend = backend == null ? "" : "backend " + backend + " ";
    String ofServer = server == null ? "" : "server " + server + " ";
    LOG.atLevel(level).log("{}{}{}", ofBackend, ofServer, text);
  }

  /** Keeps one more that is logged in other words. */
  public synchronized void keep(
      Event.Kind kind, @Nullable String backend, @Nullable String server, String text) {
    if (kept.size() == KEPT) {
      kept.removeFirst();
    }
    kept.addLast(new Event(++last, clock.instant(), kind, backend, server, text));
  }

  /**
   * Those with a number above {@code number}; all that are kept for 0, and for a number that there
   * is no event of: it comes from a process before this one.
   */
  public synchronized List<Event> since(long number) {
    return kept.stream().filter(it -> it.number() > number || number > last).toList();
  }
}
