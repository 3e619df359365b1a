package io.forebay.health;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;

/** Told of every server that goes up or down, or is about to. Control loop only. */
@FunctionalInterface
public interface StateListener {

  /**
   * The server has its new state and the backend picks by it.
   *
   * @param cause in words, such as {@code check answered 503, 3 of 3 failed}
   */
  void onStateChange(
      Backend backend, Server server, ServerState from, ServerState to, String cause);

  /**
   * A check spoke against the server's state, which stays as it is for now.
   *
   * @param progress in words, such as {@code check answered 503, 2 of 3 failed}
   */
  default void onProgress(Backend backend, Server server, String progress) {}

  /** A check has ended, and what it found has taken effect. */
  default void onResult(Server server, ProbeResult result) {}
}
