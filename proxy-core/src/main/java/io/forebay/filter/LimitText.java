package io.forebay.filter;

import io.forebay.config.RateLimitZoneConfig;
import io.forebay.config.RequestRate;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HttpHead;
import io.forebay.limit.LimitDecision;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A limit as clients are told it: Retry-After, and RateLimit-Policy with RateLimit as in
 * draft-ietf-httpapi-ratelimit-headers-10. Immutable; any event loop.
 */
final class LimitText {

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String name;

  /** Null for a number of requests under way, for which the draft has no policy. */
  private final @Nullable String policy;

  LimitText(RateLimitZoneConfig zone) {
    // Names of zones need no escape in a string of structured fields.
    name = '"' + zone.name() + '"';
    RequestRate rate = zone.rate();
    policy = rate == null ? null : name + policy(rate);
  }

  /** The quota and its window, which the draft has in whole seconds. */
  private static String policy(RequestRate rate) {
    long seconds = seconds(rate.period().toNanos());
    long millis = rate.period().toMillis();
    long quota = Math.max(1, rate.requests() * seconds * 1000 / millis);
    return ";q=" + quota + ";w=" + seconds;
  }

  /** Rounded up. */
  private static long seconds(long nanos) {
    return (nanos + SECOND_NANOS - 1) / SECOND_NANOS;
  }

  /**
   * @param withPolicy whether more is told than when to come again
   */
  HeaderBlock ofRefusal(LimitDecision refused, boolean withPolicy) {
    HeaderBlock.Builder fields =
        HeaderBlock.builder().add("Retry-After", Long.toString(seconds(refused.waitNanos())));
    if (withPolicy && policy != null) {
      fields.add("RateLimit-Policy", policy);
      fields.add("RateLimit", state(0, refused.waitNanos()));
    }
    return fields.build();
  }

  void addTo(HttpHead response, LimitDecision passed) {
    if (policy != null) {
      response.add(
          HeaderBlock.builder()
              .add("RateLimit-Policy", policy)
              .add("RateLimit", state(passed.remaining(), passed.resetNanos()))
              .build());
    }
  }

  private String state(int remaining, long nanos) {
    return name + ";r=" + remaining + ";t=" + seconds(nanos);
  }
}
