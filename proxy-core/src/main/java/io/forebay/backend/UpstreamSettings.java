package io.forebay.backend;

/**
 * How connections to a backend's servers are kept.
 *
 * @param keepAlive whether connections serve more than one request
 * @param idleConnections most idle connections kept per event loop and server
 */
public record UpstreamSettings(boolean keepAlive, int idleConnections) {}
