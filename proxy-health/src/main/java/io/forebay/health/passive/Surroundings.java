package io.forebay.health.passive;

import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.WeightedServer;
import org.jspecify.annotations.Nullable;

/**
 * A server among the others of its backend, under the configuration applied last: puts marks in
 * force and tells of them. Control loop only.
 */
final class Surroundings {

  private final Server server;
  private final AvoidanceListener listener;
  private Backend backend;
  private boolean retired;

  Surroundings(Backend backend, Server server, AvoidanceListener listener) {
    this.backend = backend;
    this.server = server;
    this.listener = listener;
  }

  Server server() {
    return server;
  }

  Backend backend() {
    return backend;
  }

  void backend(Backend next) {
    backend = next;
  }

  /** Nothing is said of it here from now on. */
  void retire() {
    retired = true;
  }

  /**
   * Whether nothing is to be said of it here: checks keep it from all requests, or it is not
   * watched in this way any more, and what comes is of requests that began before.
   */
  boolean isExempt() {
    return retired || server.state() == ServerState.DOWN;
  }

  /** Whether there is another server for those who would have gone to this one. */
  boolean isReplaceable() {
    return backend.servers().stream()
        .anyMatch(it -> it.server() != server && isAvailable(it) && !it.server().isAvoided());
  }

  /** How many servers of the backend may be given requests, this one included. */
  int available() {
    return (int) backend.servers().stream().filter(Surroundings::isAvailable).count();
  }

  private static boolean isAvailable(WeightedServer it) {
    return it.effectiveWeight() > 0 && it.server().isAvailable();
  }

  /**
   * Prefers others.
   *
   * @param cause null where nobody is to be told
   */
  void avoid(Avoidance reason, @Nullable String cause) {
    server.avoid(reason);
    backend.refresh();
    if (cause != null) {
      listener.onAvoided(backend, server, reason, cause);
    }
  }

  /**
   * Prefers others no more.
   *
   * @param cause null where nobody is to be told
   */
  void admit(Avoidance reason, @Nullable String cause) {
    server.admit(reason);
    backend.refresh();
    if (cause != null) {
      listener.onAdmitted(backend, server, reason, cause);
    }
  }
}
