package io.forebay.health.passive;

import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;

/** Told of every server that is avoided and of its end. Control loop only. */
public interface AvoidanceListener {

  /**
   * Others are preferred to the server from now on.
   *
   * @param cause in words, such as {@code connect failure, checking}
   */
  void onAvoided(Backend backend, Server server, Avoidance reason, String cause);

  /**
   * The server is as good as the others again.
   *
   * @param cause in words, such as {@code check answered 200}
   */
  void onAdmitted(Backend backend, Server server, Avoidance reason, String cause);
}
