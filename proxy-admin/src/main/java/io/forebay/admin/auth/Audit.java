package io.forebay.admin.auth;

import io.forebay.admin.resource.AdminRequest;
import io.forebay.observe.Event;
import io.forebay.observe.Events;
import io.forebay.util.Ticker;
import java.util.concurrent.TimeUnit;
import org.slf4j.event.Level;

/**
 * Tells of changes that were asked for and not made, and of tokens and passwords that were wrong,
 * as an event and a line of the log each. Changes that are made tell of themselves, with what was
 * before. Whoever fails often must not fill the log: {@link #MOST} in {@link #PERIOD_SECONDS} are
 * told one by one, the others as a number. Any thread.
 */
public final class Audit {

  static final int MOST = 20;
  static final long PERIOD_SECONDS = 10;

  private static final int LONGEST_TARGET = 200;

  private final Events events;
  private final Ticker ticker;
  private long periodBegun;
  private int told;
  private int untold;

  /** Nothing was refused yet. */
  public Audit(Events events, Ticker ticker) {
    this.events = events;
    this.ticker = ticker;
    this.periodBegun = ticker.nanos();
  }

  /**
   * A change was not made.
   *
   * @param who asked for it
   * @param reason empty where {@code status} says it all
   */
  public void refused(AdminRequest request, String who, int status, String reason) {
    String end = reason.isEmpty() ? "" : ": " + reason;
    tell("refused with %d: %s by %s%s".formatted(status, what(request), who, end));
  }

  /**
   * Somebody said something wrong.
   *
   * @param from whose connection it is
   * @param attempt what was wrong
   */
  public void failed(AdminRequest request, String from, String attempt) {
    tell(attempt + " from " + from + ": " + what(request));
  }

  private static String what(AdminRequest request) {
    String path = request.path();
    String shown =
        path.length() <= LONGEST_TARGET ? path : path.substring(0, LONGEST_TARGET) + "...";
    return request.method() + " " + shown.replaceAll("[^\\x21-\\x7e]", "?");
  }

  private synchronized void tell(String text) {
    long now = ticker.nanos();
    if (now - periodBegun >= TimeUnit.SECONDS.toNanos(PERIOD_SECONDS)) {
      periodBegun = now;
      told = 0;
    }
    if (told++ >= MOST) {
      untold++;
      return;
    }
    String more = untold == 0 ? "" : " (and " + untold + " more since the last one)";
    untold = 0;
    events.add(Level.WARN, Event.Kind.AUDIT, null, null, text + more);
  }
}
