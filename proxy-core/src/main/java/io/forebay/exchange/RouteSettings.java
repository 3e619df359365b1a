package io.forebay.exchange;

import org.jspecify.annotations.Nullable;

/**
 * What a route says of limits, times and retries, inheritance already worked out. Immutable; shared
 * by all event loops. A time of 0 is off.
 *
 * @param maxRequestBody bytes that the body of a request may have; {@link Long#MAX_VALUE} for any
 *     number
 * @param connectMillis time that a connection to a server may take
 * @param serverNanos time without progress that a server may take to answer
 * @param tunnelNanos time without bytes in either direction after an upgrade
 * @param totalNanos from the head of a request to the end of its answer, retries included
 * @param perTryNanos from the choice of a server to the head of its answer
 * @param queueNanos that a request waits for a server
 * @param requestBytes of a body that are awaited before the request goes to a server; 0 for none
 * @param responseBytes of an answer that may wait for its client; 0 for none
 * @param retry how requests are tried again; null without a backend
 * @param log where requests are logged; null for nowhere
 * @param errorPages what the proxy's own errors look like
 */
public record RouteSettings(
    long maxRequestBody,
    int connectMillis,
    long serverNanos,
    long tunnelNanos,
    long totalNanos,
    long perTryNanos,
    long queueNanos,
    int requestBytes,
    int responseBytes,
    @Nullable RetryPolicy retry,
    @Nullable RequestLog log,
    ErrorPages errorPages) {}
