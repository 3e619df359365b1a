package io.forebay.backend;

/**
 * A server and its weight under one configuration.
 *
 * @param weight 0 to 256; 0 gets no new requests
 */
public record WeightedServer(Server server, int weight) {}
