package io.forebay.config;

import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of requests and answers on their way. Each is null where nothing is said; the
 * nearest one that says something holds as a whole unless its own type says how it merges.
 *
 * @param rateLimit how often clients may ask
 * @param access which addresses are let in
 * @param basicAuth who must say a name and a password
 * @param compression how answers are compressed
 * @param buffering what is kept of bodies on their way
 * @param sticky how clients keep their server
 * @param requestId how requests are numbered
 * @param trace which traces they belong to
 * @param responseRewrite what is changed in servers' answers
 * @param maintenance whether requests are turned away for a while
 */
public record PolicyConfig(
    @Nullable RateLimitConfig rateLimit,
    @Nullable AccessConfig access,
    @Nullable BasicAuthConfig basicAuth,
    @Nullable CompressionConfig compression,
    @Nullable BufferingConfig buffering,
    @Nullable StickyConfig sticky,
    @Nullable RequestIdConfig requestId,
    @Nullable TraceConfig trace,
    @Nullable ResponseRewriteConfig responseRewrite,
    @Nullable MaintenanceConfig maintenance) {

  /** Says nothing. */
  public static final PolicyConfig NONE =
      new PolicyConfig(null, null, null, null, null, null, null, null, null, null);

  /** The same without what it says of how clients keep their server. */
  public PolicyConfig withoutSticky() {
    return new PolicyConfig(
        rateLimit,
        access,
        basicAuth,
        compression,
        buffering,
        null,
        requestId,
        trace,
        responseRewrite,
        maintenance);
  }

  /** Both in one, where the inner one wins. */
  public PolicyConfig merge(PolicyConfig inner) {
    return new PolicyConfig(
        inner.rateLimit == null ? rateLimit : inner.rateLimit,
        merge(access, inner.access, AccessConfig::merge),
        inner.basicAuth == null ? basicAuth : inner.basicAuth,
        merge(compression, inner.compression, CompressionConfig::merge),
        merge(buffering, inner.buffering, BufferingConfig::merge),
        StickyConfig.merge(sticky, inner.sticky),
        merge(requestId, inner.requestId, RequestIdConfig::merge),
        merge(trace, inner.trace, TraceConfig::merge),
        inner.responseRewrite == null ? responseRewrite : inner.responseRewrite,
        inner.maintenance == null ? maintenance : inner.maintenance);
  }

  /** {@code both} of them in one, or the one that is there. */
  private static <T> @Nullable T merge(
      @Nullable T outer, @Nullable T inner, BinaryOperator<T> both) {
    return outer == null || inner == null
        ? (inner == null ? outer : inner)
        : both.apply(outer, inner);
  }

  /** The same with every default written out. */
  PolicyConfig complete() {
    return new PolicyConfig(
        rateLimit,
        access,
        basicAuth,
        compression == null ? null : compression.complete(),
        buffering,
        sticky,
        requestId == null ? null : requestId.complete(),
        trace == null ? null : trace.complete(),
        responseRewrite,
        maintenance);
  }
}
