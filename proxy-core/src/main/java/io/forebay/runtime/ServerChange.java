package io.forebay.runtime;

import io.forebay.backend.AdminState;
import io.forebay.config.ServerConfig;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of a server from now on.
 *
 * @param state null leaves it
 * @param weight null leaves it
 * @param maxConnections most requests in flight with it, 0 to {@link ServerConfig#MAX_CONNECTIONS},
 *     0 for no limit; null leaves it
 */
public record ServerChange(
    @Nullable AdminState state, @Nullable ServerWeight weight, @Nullable Integer maxConnections) {

  public ServerChange {
    if (maxConnections != null
        && (maxConnections < 0 || maxConnections > ServerConfig.MAX_CONNECTIONS)) {
      throw new IllegalArgumentException(
          "max_connections: %d (expected: 0 to %d, 0 for no limit)"
              .formatted(maxConnections, ServerConfig.MAX_CONNECTIONS));
    }
  }

  /** Leaves {@code max_connections} as they are. */
  public ServerChange(@Nullable AdminState state, @Nullable ServerWeight weight) {
    this(state, weight, null);
  }
}
