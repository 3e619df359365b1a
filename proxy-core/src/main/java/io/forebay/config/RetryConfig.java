package io.forebay.config;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which failed tries are repeated.
 *
 * @param attempts how often a request is sent again, 0 to 10, default 2; a connection that failed
 *     does not count as long as there is another server
 * @param when the failures that count, default all of them
 * @param otherServer whether a retry goes to a server that has not been tried yet as long as there
 *     is one, default true
 * @param budgetPercent how many retries there may be beside the requests in flight, 0 to 100 per
 *     cent, default 20
 */
public record RetryConfig(
    int attempts, Set<RetryCondition> when, boolean otherServer, int budgetPercent) {

  public static final int MAX_ATTEMPTS = 10;
  public static final RetryConfig DEFAULT =
      new RetryConfig(2, EnumSet.allOf(RetryCondition.class), true, 20);

  public RetryConfig {
    Checks.range("attempts", attempts, 0, MAX_ATTEMPTS);
    when = Checks.enums(RetryCondition.class, when);
    Checks.range("budget", budgetPercent, 0, 100);
  }
}
