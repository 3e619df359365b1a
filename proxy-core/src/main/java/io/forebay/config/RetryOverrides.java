package io.forebay.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one place of the configuration says of retries; null where it says nothing. The components
 * are those of {@link RetryConfig}.
 */
public record RetryOverrides(
    @Nullable Integer attempts,
    @Nullable Set<RetryCondition> when,
    @Nullable Boolean otherServer,
    @Nullable Integer budgetPercent) {

  /** Says nothing. */
  public static final RetryOverrides NONE = new RetryOverrides(null, null, null, null);

  public RetryOverrides {
    when = when == null ? null : Checks.enums(RetryCondition.class, when);
  }

  /** Both in one, where the inner one wins. */
  public RetryOverrides merge(RetryOverrides inner) {
    return new RetryOverrides(
        inner.attempts == null ? attempts : inner.attempts,
        inner.when == null ? when : inner.when,
        inner.otherServer == null ? otherServer : inner.otherServer,
        inner.budgetPercent == null ? budgetPercent : inner.budgetPercent);
  }

  /** What is said here, and the rest as in {@code base}. */
  public RetryConfig over(RetryConfig base) {
    return new RetryConfig(
        attempts == null ? base.attempts() : attempts,
        when == null ? base.when() : when,
        otherServer == null ? base.otherServer() : otherServer,
        budgetPercent == null ? base.budgetPercent() : budgetPercent);
  }
}
