package io.forebay.config;

import java.time.Duration;

/**
 * Which connections to servers are kept for reuse.
 *
 * @param server whether any are, default true; false opens one for each request
 * @param idleConnections how many idle ones are kept for each event loop and server, 0 to 65 536,
 *     default 128
 * @param idleTimeout after which an idle one is closed, default 60 s; sooner where the server says
 *     {@code Keep-Alive: timeout=N}
 */
public record KeepAliveConfig(boolean server, int idleConnections, Duration idleTimeout) {
  public static final int MAX_IDLE_CONNECTIONS = 65_536;
  public static final KeepAliveConfig DEFAULT =
      new KeepAliveConfig(true, 128, Duration.ofSeconds(60));

  public KeepAliveConfig {
    Checks.range("idle_connections", idleConnections, 0, MAX_IDLE_CONNECTIONS);
    Checks.positive("idle_timeout", idleTimeout);
  }
}
