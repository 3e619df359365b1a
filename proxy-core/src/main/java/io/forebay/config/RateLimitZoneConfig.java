package io.forebay.config;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A limit that places of the configuration refer to by its name and share.
 *
 * @param key what requests are told apart by, all of it together; not empty
 * @param fallbackKey what tells apart those that lack a part of {@code key}; empty: they are not
 *     limited
 * @param rate how many requests of a key may come; null with {@code concurrency}
 * @param algorithm how that is found; null with {@code concurrency}
 * @param concurrency how many requests of a key may be under way; 0 with {@code rate}
 * @param maxKeys of how many keys something is remembered, 1 to {@value #MOST_KEYS}; null with
 *     {@code concurrency}, where only what is under way counts
 * @param status of the answer to a request that is refused, 400 to 599
 */
public record RateLimitZoneConfig(
    String name,
    List<LimitKeyPart> key,
    List<LimitKeyPart> fallbackKey,
    @Nullable RequestRate rate,
    @Nullable LimitAlgorithm algorithm,
    int concurrency,
    @Nullable Integer maxKeys,
    int status) {

  public static final int DEFAULT_MAX_KEYS = 160_000;
  public static final int DEFAULT_STATUS = 429;
  public static final int MOST_KEYS = 10_000_000;
  public static final int MOST_UNDER_WAY = 1_000_000;

  public RateLimitZoneConfig {
    key = List.copyOf(key);
    fallbackKey = List.copyOf(fallbackKey);
    Checks.require(!key.isEmpty(), "key", key, LimitKeyPart.EXPECTED);
    Checks.range("status", status, 400, 599);
    Checks.range("concurrency", concurrency, 0, MOST_UNDER_WAY);
    boolean rated = rate != null && algorithm != null && maxKeys != null;
    Checks.require(
        rated != concurrency > 0, "concurrency", concurrency, "either it or rate, not both");
    if (maxKeys != null) {
      Checks.range("max_keys", maxKeys, 1, MOST_KEYS);
    }
  }

  /** Whether what is known of the keys of one is right for the other. */
  public boolean limitsAs(RateLimitZoneConfig other) {
    return key.equals(other.key)
        && fallbackKey.equals(other.fallbackKey)
        && Objects.equals(rate, other.rate)
        && algorithm == other.algorithm
        && concurrency == other.concurrency
        && Objects.equals(maxKeys, other.maxKeys);
  }

  /** Whether requests may run ahead of its rate. */
  public boolean allowsBurst() {
    return algorithm == LimitAlgorithm.TOKEN_BUCKET;
  }
}
