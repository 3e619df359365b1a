package io.forebay.daemon;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs every server that goes up or down. */
final class StateLog {
  private static final Logger LOG = LoggerFactory.getLogger(StateLog.class);

  private StateLog() {}

  static void log(Backend backend, Server server, ServerState from, ServerState to, String cause) {
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
}
