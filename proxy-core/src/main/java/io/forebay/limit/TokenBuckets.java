package io.forebay.limit;

import com.github.benmanes.caffeine.cache.Cache;
import io.forebay.config.RequestRate;
import io.forebay.util.Ticker;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests at an even rate, ahead of which a burst may run. Any thread.
 *
 * <p>Where there are more keys than may be remembered, those are forgotten that are seldom seen.
 */
public final class TokenBuckets implements LimitStore {

  /*
   * nginx's limit_req: excess = max(0, excess - rate x time) + 1, refused above the burst. A bucket
   * holds one token, and a token may be taken before it is there, by as much as the burst takes at
   * the rate: how far, is the excess in nanoseconds. So a burst belongs to whoever asks, and places
   * with different bursts share one bucket. (A bucket of burst + 1 tokens is the same where there
   * is one burst.)
   */
  private final Cache<Long, LeakyBucket> buckets;
  private final Function<Long, LeakyBucket> maker;
  private final RequestRate rate;
  private final long intervalNanos;

  /**
   * Buckets that are full.
   *
   * @param maxKeys how many keys are remembered
   */
  public TokenBuckets(RequestRate rate, int maxKeys, Ticker ticker) {
    this.rate = rate;
    this.intervalNanos = rate.intervalNanos();
    Bandwidth bandwidth =
        Bandwidth.builder()
            .capacity(1)
            .refillGreedy(rate.requests(), rate.period())
            .initialTokens(1)
            .build();
    BucketConfiguration configuration = new BucketConfiguration(List.of(bandwidth));
    TimeMeter meter = new Meter(ticker);
    maker = key -> new LeakyBucket(configuration, meter);
    buckets = KeyCache.of(maxKeys, fullAfter(0), ticker);
  }

  @Override
  public LimitDecision take(Long key, int burst) {
    LeakyBucket bucket = buckets.get(key, maker);
    long longest = nanos(burst);
    // The least that Bucket4j takes for a time to wait is 1 ns, as long as it is less than a token.
    long ahead = bucket.take(Math.max(1, longest));
    if (ahead == LeakyBucket.REFUSED) {
      long next = bucket.untilNext();
      return LimitDecision.refused(next - longest, next);
    }
    int remaining = (int) Math.min(burst, Math.max(0, longest - ahead) / intervalNanos);
    return LimitDecision.passed(ahead, remaining, ahead + intervalNanos);
  }

  @Override
  public void giveBack(Long key) {
    LeakyBucket bucket = buckets.getIfPresent(key);
    if (bucket != null) {
      bucket.addTokens(1);
    }
  }

  @Override
  public @Nullable LimitState state(Long key) {
    LeakyBucket bucket = buckets.getIfPresent(key);
    if (bucket == null) {
      return null;
    }
    long next = bucket.untilNext();
    return new LimitState((next + intervalNanos - 1) / intervalNanos, next, next);
  }

  @Override
  public boolean forget(Long key) {
    return buckets.asMap().remove(key) != null;
  }

  @Override
  public boolean countsUntilGivenBack() {
    return false;
  }

  @Override
  public long keys() {
    return buckets.estimatedSize();
  }

  @Override
  public void largestBurst(int burst) {
    KeyCache.keep(buckets, fullAfter(burst));
  }

  /** What {@code requests} take at the rate. */
  private long nanos(int requests) {
    long period = rate.period().toNanos();
    long whole = requests / rate.requests();
    long rest = requests % rate.requests();
    // Whole periods apart, lest a burst at a slow rate overflow.
    return whole * period + rounded(rest, period);
  }

  private long rounded(long requests, long period) {
    return (long) Math.ceil((double) requests * period / rate.requests());
  }

  /** A bucket that nobody asks is as good as new after this. */
  private long fullAfter(int burst) {
    return nanos(burst) + intervalNanos;
  }

  private static final class Meter implements TimeMeter {
    private final Ticker ticker;

    private Meter(Ticker ticker) {
      this.ticker = ticker;
    }

    @Override
    public long currentTimeNanos() {
      return ticker.nanos();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
