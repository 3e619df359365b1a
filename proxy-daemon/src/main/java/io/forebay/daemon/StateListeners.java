package io.forebay.daemon;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.health.ProbeResult;
import io.forebay.health.StateListener;
import java.util.List;

/** Several listeners, told one after the other. */
record StateListeners(List<StateListener> all) implements StateListener {

  @Override
  public void onStateChange(
      Backend backend, Server server, ServerState from, ServerState to, String cause) {
    all.forEach(it -> it.onStateChange(backend, server, from, to, cause));
  }

  @Override
  public void onProgress(Backend backend, Server server, String progress) {
    all.forEach(it -> it.onProgress(backend, server, progress));
  }

  @Override
  public void onResult(Server server, ProbeResult result) {
    all.forEach(it -> it.onResult(server, result));
  }
}
