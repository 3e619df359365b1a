package io.forebay.http;

/**
 * How a listener treats its clients.
 *
 * @param limits bounds of a request head
 * @param requestHeadersNanos time from the first byte of a request to the end of its head
 * @param keepAliveNanos time that a connection may be idle between requests
 * @param clientNanos time without progress while the client sends a body or takes an answer
 * @param tunnelNanos time without bytes in either direction after an upgrade
 * @param keepAliveRequests answers on one connection, the last of which closes it; 0 for any number
 * @param keepAliveTimeNanos age at which a connection closes, idle or behind the answer under way;
 *     0 for any age
 * @param minBodyRate bytes per second that a body must come with while it is waited for; 0 for any
 */
public record DownstreamSettings(
    HeadLimits limits,
    long requestHeadersNanos,
    long keepAliveNanos,
    long clientNanos,
    long tunnelNanos,
    int keepAliveRequests,
    long keepAliveTimeNanos,
    long minBodyRate) {}
