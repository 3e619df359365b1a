package io.forebay.limit;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketListener;
import io.github.bucket4j.MathType;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LockFreeBucket;

/** A bucket of one token from which tokens can be taken that are not in it yet. Any thread. */
final class LeakyBucket extends LockFreeBucket {

  /** What {@link #take} answers to a request that may not pass. */
  static final long REFUSED = INFINITY_DURATION;

  LeakyBucket(BucketConfiguration configuration, TimeMeter meter) {
    super(configuration, MathType.INTEGER_64_BITS, meter, BucketListener.NOPE);
  }

  /**
   * Takes a token.
   *
   * @return nanoseconds until it is there; {@link #REFUSED}, with nothing taken, if these are more
   *     than {@code longest}
   */
  long take(long longest) {
    return reserveAndCalculateTimeToSleepImpl(1, longest);
  }

  /** Nanoseconds until the next token is there. */
  long untilNext() {
    return estimateAbilityToConsumeImpl(1).getNanosToWaitForRefill();
  }
}
