package io.forebay.exchange;

import io.forebay.config.RetryCondition;
import io.forebay.config.RetryConfig;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import java.util.EnumSet;
import java.util.Set;

/**
 * When a backend's requests are tried again. Immutable but for its budget; any event loop.
 *
 * <p>Nothing was sent after a failed connect, so that is outside attempts and budget: the request
 * goes on to every other server, four at most. Once bytes were sent a repetition may only be of a
 * request that can be made twice, and only before the first byte of an answer has passed.
 */
public final class RetryPolicy {

  private final int attempts;
  private final Set<RetryCondition> when;
  private final boolean otherServer;
  private final RetryBudget budget;

  /** The policy of {@code config}, drawing on {@code budget}. */
  public RetryPolicy(RetryConfig config, RetryBudget budget) {
    this.attempts = config.attempts();
    this.when = config.when().isEmpty() ? Set.of() : EnumSet.copyOf(config.when());
    this.otherServer = config.otherServer();
    this.budget = budget;
  }

  /** Whether {@code condition} is a reason to try again at all. */
  boolean covers(RetryCondition condition) {
    return when.contains(condition);
  }

  /** Retries after the first try, connect failures not counted. */
  int attempts() {
    return attempts;
  }

  /** Whether a retry avoids the server that failed. */
  boolean isOtherServer() {
    return otherServer;
  }

  /** What bounds the retries of all requests together. */
  RetryBudget budget() {
    return budget;
  }

  /**
   * Whether the request of {@code head} may be sent twice, as far as its head tells.
   *
   * @param mostBytes of a body that can be kept
   */
  boolean mayRepeat(HttpHead head, long mostBytes) {
    return mayRepeat()
        && !head.isUpgrade()
        && (head.method().isIdempotent() || head.indexOf(HeaderId.IDEMPOTENCY_KEY) >= 0)
        && head.contentLength() <= mostBytes;
  }

  /**
   * Whether the request of {@code head} goes elsewhere where a server refuses it unread, whatever
   * its method, as far as its head tells.
   *
   * @param mostBytes of a body that can be kept
   */
  boolean mayMove(HttpHead head, long mostBytes) {
    return covers(RetryCondition.REFUSED_STREAM) && head.contentLength() <= mostBytes;
  }

  /** Whether any request may have to be sent twice, so that its body is worth keeping. */
  private boolean mayRepeat() {
    return attempts > 0
        && (covers(RetryCondition.RESET_IDEMPOTENT)
            || covers(RetryCondition.STATUS_502)
            || covers(RetryCondition.STATUS_503)
            || covers(RetryCondition.STATUS_504));
  }
}
