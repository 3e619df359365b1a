package io.forebay.daemon;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.health.StateListener;
import io.forebay.runtime.Proxy;

/** Has requests leave every server that goes down, and passes on what happens. */
final class Evacuation implements StateListener {

  private final Proxy proxy;
  private final StateListener next;

  Evacuation(Proxy proxy, StateListener next) {
    this.proxy = proxy;
    this.next = next;
  }

  @Override
  public void onStateChange(
      Backend backend, Server server, ServerState from, ServerState to, String cause) {
    if (!to.isEligible()) {
      proxy.evacuate(server);
    }
    next.onStateChange(backend, server, from, to, cause);
  }

  @Override
  public void onProgress(Backend backend, Server server, String progress) {
    next.onProgress(backend, server, progress);
  }
}
