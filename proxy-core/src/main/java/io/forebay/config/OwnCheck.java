package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * What a server says of its check in place of its backend.
 *
 * @param check with what it inherits; null where the server is not checked
 */
public record OwnCheck(@Nullable HealthCheckConfig check) {

  /** A server that is not checked. */
  public static final OwnCheck NONE = new OwnCheck(null);
}
