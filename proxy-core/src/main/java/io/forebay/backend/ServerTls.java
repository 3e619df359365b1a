package io.forebay.backend;

import io.forebay.config.UpstreamTlsConfig;
import io.forebay.net.TlsClient;

/**
 * How the connections to one server are encrypted.
 *
 * @param config what {@code client} was made of
 * @param client of this server alone, with the sessions that it has agreed on with it
 * @param failures told of each
 */
public record ServerTls(UpstreamTlsConfig config, TlsClient client, TlsFailures failures) {}
