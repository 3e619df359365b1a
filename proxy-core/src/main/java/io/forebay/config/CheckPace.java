package io.forebay.config;

import java.time.Duration;

/**
 * When a server is checked. Intervals run from the start of one check to the start of the next; two
 * checks of one server never overlap.
 *
 * @param interval as long as the server is up, default 2 s
 * @param fastInterval while the last checks spoke against the server's state and have not changed
 *     it yet; from the end of a check, at most {@code interval}, default the shorter of 500 ms and
 *     {@code interval}
 * @param downInterval while the server is down, default {@code interval}
 * @param timeout from the start of a check to the end of what it waits for; default the shorter of
 *     2 s and {@code interval}
 */
public record CheckPace(
    Duration interval, Duration fastInterval, Duration downInterval, Duration timeout) {

  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(2);
  private static final Duration LONGEST_DEFAULT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LONGEST_DEFAULT_FAST_INTERVAL = Duration.ofMillis(500);
  public static final CheckPace DEFAULT = of(DEFAULT_INTERVAL);

  public CheckPace {
    Checks.positive("interval", interval);
    Checks.positive("fast_interval", fastInterval);
    Checks.require(
        fastInterval.compareTo(interval) <= 0, "fast_interval", fastInterval, "at most interval");
    Checks.positive("down_interval", downInterval);
    Checks.positive("timeout", timeout);
  }

  /** This interval, with every other value at the default that belongs to it. */
  public static CheckPace of(Duration interval) {
    return new CheckPace(
        interval,
        shorter(interval, LONGEST_DEFAULT_FAST_INTERVAL),
        interval,
        shorter(interval, LONGEST_DEFAULT_TIMEOUT));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
