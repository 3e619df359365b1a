package io.forebay.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.forebay.util.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Caches of what is known of keys. */
final class KeyCache {

  /** Caffeine notes when an entry was used at most once in a second. */
  private static final long TOLERANCE_NANOS = TimeUnit.SECONDS.toNanos(2);

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
        .build();
  }

  static void keep(Cache<Long, ?> cache, long idleNanos) {
    cache.policy().expireAfterAccess().ifPresent(it -> it.setExpiresAfter(expiry(idleNanos)));
  }

  private static Duration expiry(long idleNanos) {
    return Duration.ofNanos(idleNanos + TOLERANCE_NANOS);
  }
}
