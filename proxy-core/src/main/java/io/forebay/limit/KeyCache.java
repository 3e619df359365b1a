package io.forebay.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.forebay.util.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Caches of what is known of keys. */
final class KeyCache {

  /** Caffeine notes when an entry was used at most once in a second. */
  private static final long TOLERANCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /**
   * Sixteen reads are enough for Caffeine to put its books in order, on another thread, and to wake
   * that costs more than the reads. Notes that find no room meanwhile are lost, which it is made
   * for.
   */
  private static final Executor BOOKKEEPER =
      CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS);

  private KeyCache() {}

  /**
   * A cache that forgets keys that are too many.
   *
   * @param idleNanos after which nothing is lost if a key is forgotten
   */
  static <V> Cache<Long, V> of(int maxKeys, long idleNanos, Ticker ticker) {
    return Caffeine.newBuilder()
        .maximumSize(maxKeys)
        .expireAfterAccess(expiry(idleNanos))
        .ticker(ticker::nanos)
        .executor(BOOKKEEPER)
        .build();
  }

  static void keep(Cache<Long, ?> cache, long idleNanos) {
    cache.policy().expireAfterAccess().ifPresent(it -> it.setExpiresAfter(expiry(idleNanos)));
  }

  private static Duration expiry(long idleNanos) {
    return Duration.ofNanos(idleNanos + TOLERANCE_NANOS);
  }
}
