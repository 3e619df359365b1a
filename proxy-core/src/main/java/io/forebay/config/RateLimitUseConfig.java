package io.forebay.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a place of the configuration uses a {@link RateLimitZoneConfig}.
 *
 * @param zone its name
 * @param burst how many requests may run ahead of the rate, 0 to {@value #MOST_BURST}
 * @param delay when these are served; null where {@code burst} is 0
 * @param status of the answer to a request that is refused, 400 to 599; null for the zone's
 * @param dryRun whether a request that were to be refused is only counted
 * @param headers which answers tell of the limit
 * @param allow clients that are not limited
 */
public record RateLimitUseConfig(
    String zone,
    int burst,
    @Nullable LimitDelay delay,
    @Nullable Integer status,
    boolean dryRun,
    LimitFields headers,
    List<Cidr> allow) {

  public static final int MOST_BURST = 1_000_000;

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
  private static final Duration LONGEST_DEBT = Duration.ofDays(1);

  public RateLimitUseConfig {
    allow = List.copyOf(allow);
    Checks.range("burst", burst, 0, MOST_BURST);
    Checks.require((delay == null) == (burst == 0), "delay", delay + "", "it only with burst");
    if (status != null) {
      Checks.range("status", status, 400, 599);
    }
  }

  /**
   * The largest burst at a rate: nobody is to wait longer than ten minutes, or to be a day ahead.
   */
  public static int largestBurst(RequestRate rate, @Nullable LimitDelay delay) {
    Duration most = delay == LimitDelay.PACED ? LONGEST_WAIT : LONGEST_DEBT;
    return (int) Math.min(MOST_BURST, most.toNanos() / rate.intervalNanos());
  }
}
