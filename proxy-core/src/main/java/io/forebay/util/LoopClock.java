package io.forebay.util;

/**
 * The clock of one event loop, which remembers what it last read: reading the time costs as much as
 * routing a request, and what happens in one turn of the loop may share one reading.
 *
 * <p>{@link #recent()} is only for code that runs in the same turn as a {@link #nanos()} before it.
 * Event loop only.
 */
public final class LoopClock implements Ticker {

  private final Ticker ticker;
  private long recent;

  /** A clock that reads {@code ticker}. */
  public LoopClock(Ticker ticker) {
    this.ticker = ticker;
    this.recent = ticker.nanos();
  }

  /** Reads the time. */
  @Override
  public long nanos() {
    recent = ticker.nanos();
    return recent;
  }

  /** The time as it was last read in this turn of the loop. */
  public long recent() {
    return recent;
  }
}
