package io.forebay.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a listener, a virtual host or a route says of the requests it takes, whatever their backend
 * says of the same. The nearest wins: a route over its virtual host over their listener.
 *
 * @param timeouts those of servers; a client's belong to its listener alone
 * @param retry which failed tries are repeated
 * @param maxRequestBody bytes that the body of a request may have, at least 1; {@link #UNLIMITED}
 *     for any number, null where nothing is said
 * @param accessLog where and how they are logged
 * @param errorPages what the proxy's own errors look like
 * @param forwarded the headers that tell servers about the client, in place of those of the
 *     listener's {@link ForwardedConfig#add}; null where nothing is said
 * @param limits what virtual hosts and routes ask of heads; null where nothing is said
 * @param policy what becomes of requests and answers on their way
 */
public record OverridesConfig(
    TimeoutOverrides timeouts,
    RetryOverrides retry,
    @Nullable Long maxRequestBody,
    AccessLogOverrides accessLog,
    ErrorPagesConfig errorPages,
    @Nullable Set<ForwardedHeader> forwarded,
    @Nullable RouteLimitsConfig limits,
    PolicyConfig policy) {

  /** A body may be as long as it likes: the default. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** Says nothing. */
  public static final OverridesConfig NONE =
      new OverridesConfig(
          TimeoutOverrides.NONE,
          RetryOverrides.NONE,
          null,
          AccessLogOverrides.NONE,
          ErrorPagesConfig.NONE,
          null,
          null,
          PolicyConfig.NONE);

  public OverridesConfig {
    forwarded = forwarded == null ? null : Checks.enums(ForwardedHeader.class, forwarded);
    Checks.require(
        maxRequestBody == null || maxRequestBody > 0,
        "max_request_body",
        maxRequestBody + "",
        "at least 1");
  }

  /** The same with those defaults written out that no backend can set. */
  public OverridesConfig complete() {
    return new OverridesConfig(
        timeouts,
        retry,
        maxRequestBody == null ? UNLIMITED : maxRequestBody,
        accessLog.complete(),
        errorPages,
        forwarded,
        limits,
        policy.complete());
  }

  /** Both in one, where the inner one wins. */
  public OverridesConfig merge(OverridesConfig inner) {
    return new OverridesConfig(
        timeouts.merge(inner.timeouts),
        retry.merge(inner.retry),
        inner.maxRequestBody == null ? maxRequestBody : inner.maxRequestBody,
        accessLog.merge(inner.accessLog),
        errorPages.merge(inner.errorPages),
        inner.forwarded == null ? forwarded : inner.forwarded,
        RouteLimitsConfig.merge(limits, inner.limits),
        policy.merge(inner.policy));
  }
}
