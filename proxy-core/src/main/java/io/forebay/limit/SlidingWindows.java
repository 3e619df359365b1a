package io.forebay.limit;

import com.github.benmanes.caffeine.cache.Cache;
import io.forebay.config.RequestRate;
import io.forebay.util.Ticker;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * As many requests in any period as the rate has, by an estimate; requests that are refused do not
 * count. Any thread.
 */
public final class SlidingWindows implements LimitStore {

  /*
   * Time is cut into windows of one period. Of a key the number of this window is known and that of
   * the one before, and it is taken that the latter came evenly: of them as many count as the
   * period up to now still covers.
   *
   *   estimate = before x (1 - part of this window that is over) + now
   *
   * A request passes if it makes the estimate no greater than the rate's number. HAProxy's
   * http_req_rate and Cloudflare's limits are such estimates. A key takes one number:
   *
   *   63        40 39        20 19         0
   *   | window    |  before    |   now      |
   */
  private static final int COUNT_BITS = 20;
  private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
  private static final long WINDOW_MASK = (1L << 64 - 2 * COUNT_BITS) - 1;

  private final Cache<Long, AtomicLong> cells;
  private final Ticker ticker;
  private final long origin;
  private final long periodNanos;
  private final int most;

  /**
   * Windows without requests.
   *
   * @param maxKeys how many keys are remembered
   */
  public SlidingWindows(RequestRate rate, int maxKeys, Ticker ticker) {
    this.ticker = ticker;
    this.origin = ticker.nanos();
    this.periodNanos = rate.period().toNanos();
    this.most = rate.requests();
    this.cells = KeyCache.of(maxKeys, 2 * periodNanos, ticker);
  }

  @Override
  public LimitDecision take(Long key, int burst) {
    AtomicLong cell = cells.get(key, it -> new AtomicLong());
    while (true) {
      long nanos = ticker.nanos() - origin;
      long window = nanos / periodNanos;
      long left = periodNanos - nanos % periodNanos;
      long seen = cell.get();
      long before = before(seen, window);
      long now = now(seen, window);
      int room = (int) (most - now - covered(before, left));
      if (room <= 0) {
        return LimitDecision.refused(untilRoom(before, now, left), untilEmpty(now, left));
      }
      if (cell.compareAndSet(seen, packed(window, before, now + 1))) {
        return LimitDecision.passed(0, room - 1, untilEmpty(now + 1, left));
      }
    }
  }

  /** How many of those in the window before count, rounded up: rather one too few pass. */
  private long covered(long before, long left) {
    return (long) Math.ceil((double) before * left / periodNanos);
  }

  private long untilRoom(long before, long now, long left) {
    return now < most
        ? left - largestLeft(before, most - 1 - now)
        : left + periodNanos - largestLeft(now, most - 1);
  }

  /** What is left of a window when as few as {@code allowed} of {@code before} count. */
  private long largestLeft(long before, long allowed) {
    return Math.min(periodNanos, (long) Math.floor((double) allowed * periodNanos / before));
  }

  private long untilEmpty(long now, long left) {
    return now == 0 ? left : left + periodNanos;
  }

  @Override
  public void giveBack(Long key) {
    AtomicLong cell = cells.getIfPresent(key);
    if (cell != null) {
      cell.getAndUpdate(it -> (it & COUNT_MASK) > 0 ? it - 1 : it);
    }
  }

  @Override
  public @Nullable LimitState state(Long key) {
    AtomicLong cell = cells.getIfPresent(key);
    if (cell == null) {
      return null;
    }
    long nanos = ticker.nanos() - origin;
    long window = nanos / periodNanos;
    long left = periodNanos - nanos % periodNanos;
    long seen = cell.get();
    long before = before(seen, window);
    long now = now(seen, window);
    long counted = now + covered(before, left);
    return new LimitState(
        counted,
        counted < most ? 0 : untilRoom(before, now, left),
        counted == 0 ? 0 : untilEmpty(now, left));
  }

  @Override
  public boolean forget(Long key) {
    return cells.asMap().remove(key) != null;
  }

  @Override
  public boolean countsUntilGivenBack() {
    return false;
  }

  @Override
  public long keys() {
    return cells.estimatedSize();
  }

  private static long packed(long window, long before, long now) {
    return (window & WINDOW_MASK) << 2 * COUNT_BITS | before << COUNT_BITS | now;
  }

  private static long before(long cell, long window) {
    long age = age(cell, window);
    return age == 0 ? cell >>> COUNT_BITS & COUNT_MASK : age == 1 ? cell & COUNT_MASK : 0;
  }

  private static long now(long cell, long window) {
    return age(cell, window) == 0 ? cell & COUNT_MASK : 0;
  }

  /** Windows since that of {@code cell}. One loop's clock may be a little behind another's. */
  private static long age(long cell, long window) {
    long age = (window - (cell >>> 2 * COUNT_BITS)) & WINDOW_MASK;
    return age == WINDOW_MASK ? 0 : age;
  }
}
