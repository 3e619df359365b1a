package io.forebay.daemon;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.health.StateListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs every server that goes up or down, and each check that may lead there. */
final class StateLog implements StateListener {
  private static final Logger LOG = LoggerFactory.getLogger(StateLog.class);

  @Override
  public void onStateChange(
      Backend backend, Server server, ServerState from, ServerState to, String cause) {
    long up =
        backend.servers().stream().filter(it -> it.server().state() == ServerState.UP).count();
    LOG.info(
        "backend {} server {} {} -> {}: {}, {} of {} up",
        backend.name(),
        server.name(),
        from,
        to,
        cause,
        up,
        backend.servers().size());
  }

  @Override
  public void onProgress(Backend backend, Server server, String progress) {
    LOG.info(
        "backend {} server {} still {}: {}",
        backend.name(),
        server.name(),
        server.state(),
        progress);
  }
}
