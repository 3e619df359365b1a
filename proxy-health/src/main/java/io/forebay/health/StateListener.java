package io.forebay.health;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;

/** Told of every server that goes up or down. */
@FunctionalInterface
public interface StateListener {

  /**
   * The server has its new state and the backend picks by it. Control loop only.
   *
   * @param cause in words, such as {@code check answered 503, 3 of 3 failed}
   */
  void onStateChange(
      Backend backend, Server server, ServerState from, ServerState to, String cause);
}
