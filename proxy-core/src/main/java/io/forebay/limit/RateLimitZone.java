package io.forebay.limit;

import io.forebay.config.LimitAlgorithm;
import io.forebay.config.RateLimitZoneConfig;
import io.forebay.config.RequestRate;
import io.forebay.util.KeyedHash64;
import io.forebay.util.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * A limit that several places share. Any thread.
 *
 * @param config what it is
 * @param store the state of its keys
 * @param hash makes keys of what requests are told apart by
 * @param counts what has become of requests
 */
public record RateLimitZone(
    RateLimitZoneConfig config, LimitStore store, KeyedHash64 hash, LimitCounts counts) {

  /**
   * The zone of {@code config}, which goes on where {@code before} is if the limit is the same.
   *
   * @param before the zone of this name under the configuration before; null for none
   */
  public static RateLimitZone of(
      RateLimitZoneConfig config, @Nullable RateLimitZone before, Ticker ticker) {
    if (before == null) {
      return new RateLimitZone(
          config, store(config, ticker), KeyedHash64.random(), new LimitCounts());
    }
    return before.config.limitsAs(config)
        ? new RateLimitZone(config, before.store, before.hash, before.counts)
        : new RateLimitZone(config, store(config, ticker), before.hash, before.counts);
  }

  private static LimitStore store(RateLimitZoneConfig config, Ticker ticker) {
    RequestRate rate = config.rate();
    Integer maxKeys = config.maxKeys();
    if (rate == null || maxKeys == null) {
      return new RequestsUnderWay(config.concurrency());
    }
    return config.algorithm() == LimitAlgorithm.SLIDING_WINDOW
        ? new SlidingWindows(rate, maxKeys, ticker)
        : new TokenBuckets(rate, maxKeys, ticker);
  }
}
