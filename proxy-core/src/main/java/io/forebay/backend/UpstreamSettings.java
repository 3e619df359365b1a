package io.forebay.backend;

/**
 * How connections to a backend's servers are made and kept.
 *
 * @param connectMillis time that a connection may take
 * @param serverNanos time without progress that a server may take to answer
 * @param tunnelNanos time without bytes in either direction after an upgrade
 * @param keepAlive whether connections serve more than one request
 * @param idleConnections most idle connections kept per event loop and server
 */
public record UpstreamSettings(
    int connectMillis,
    long serverNanos,
    long tunnelNanos,
    boolean keepAlive,
    int idleConnections) {}
