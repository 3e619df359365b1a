package io.forebay.config.yaml;

import io.forebay.config.LimitAlgorithm;
import io.forebay.config.LimitKeyPart;
import io.forebay.config.RateLimitZoneConfig;
import io.forebay.config.RequestRate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of {@code rate_limits}. */
final class RateLimitZoneSection {
  private static final String OF_RATES = " (expected: only with rate)";

  private RateLimitZoneSection() {}

  /** Null after a problem. */
  static @Nullable RateLimitZoneConfig read(String name, MapReader map) {
    int before = map.problems().count();
    List<LimitKeyPart> key = key(map, "key");
    if (map.at("key") == null) {
      map.place().problem("key is missing (expected: " + LimitKeyPart.EXPECTED + ")");
    }
    List<LimitKeyPart> fallback = key(map, "fallback_key");
    Place ratePlace = map.at("rate");
    RequestRate rate =
        ratePlace == null
            ? null
            : Scalars.convert(ratePlace, RequestRate.EXPECTED, RequestRate::parse);
    boolean concurrent = map.has("concurrency");
    int concurrency = map.integer("concurrency", 0, 1, RateLimitZoneConfig.MOST_UNDER_WAY);
    if (concurrent == (ratePlace != null)) {
      map.place().problem("a limit on one thing (expected: rate or concurrency)");
    }
    LimitAlgorithm algorithm =
        map.word("algorithm", LimitAlgorithm.TOKEN_BUCKET, Words.of(LimitAlgorithm.class));
    int maxKeys =
        map.integer(
            "max_keys", RateLimitZoneConfig.DEFAULT_MAX_KEYS, 1, RateLimitZoneConfig.MOST_KEYS);
    int status = map.integer("status", RateLimitZoneConfig.DEFAULT_STATUS, 400, 599);
    if (concurrent) {
      refuse(map, "algorithm");
      refuse(map, "max_keys");
    }
    map.finish(UnsupportedKeys.Level.RATE_LIMIT_ZONE);
    if (map.problems().count() != before) {
      return null;
    }
    return new RateLimitZoneConfig(
        name,
        key,
        fallback,
        rate,
        concurrent ? null : algorithm,
        concurrency,
        concurrent ? null : maxKeys,
        status);
  }

  private static void refuse(MapReader map, String key) {
    Place place = map.at(key);
    if (place != null) {
      place.problem(key + OF_RATES);
    }
  }

  private static List<LimitKeyPart> key(MapReader map, String name) {
    List<LimitKeyPart> parts = new ArrayList<>();
    Place all = map.at(name);
    if (all != null && all.isEmptyList()) {
      all.expected(LimitKeyPart.EXPECTED);
    }
    for (Place place : map.words(name)) {
      LimitKeyPart part = Scalars.convert(place, LimitKeyPart.EXPECTED, LimitKeyPart::parse);
      if (part != null && parts.contains(part)) {
        place.problem(part + ": named twice (expected: each part of a key once)");
      } else if (part != null) {
        parts.add(part);
      }
    }
    return parts;
  }
}
