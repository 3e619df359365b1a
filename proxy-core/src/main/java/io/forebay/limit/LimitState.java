package io.forebay.limit;

/**
 * What is known of one key of a limit at the moment.
 *
 * @param counted how many requests count now
 * @param waitNanos until a request would pass that may not run ahead of the rate; 0 for now
 * @param resetNanos until nothing counts any more if none comes; 0 where that is not known
 */
public record LimitState(long counted, long waitNanos, long resetNanos) {}
