package io.forebay.filter;

import io.forebay.config.LimitKeyPart;
import io.forebay.limit.RateLimitZone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key that requests with certain values have in a zone; the other way round there is no
 * way, as keys are hashes. Stateless; any thread.
 */
public final class LimitLookup {

  private LimitLookup() {}

  /**
   * The key of requests with {@code values}.
   *
   * @param values as many as the zone's key has parts, or its fallback
   * @param fallback whether they are those of the fallback
   * @return null where a value cannot be one, as a text that is no address
   */
  public static @Nullable Long key(RateLimitZone zone, List<String> values, boolean fallback) {
    List<LimitKeyPart> parts = fallback ? zone.config().fallbackKey() : zone.config().key();
    if (parts.size() != values.size()) {
      throw new IllegalArgumentException(
          values.size() + " values (expected: " + parts.size() + ")");
    }
    return new LimitKey(zone).of(values, fallback);
  }
}
