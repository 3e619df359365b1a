package io.forebay.daemon;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.health.StateListener;
import io.forebay.observe.Event;
import io.forebay.observe.Events;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes an event of every server that goes up or down; logs each check that may lead there. */
final class HealthEvents implements StateListener {
  private static final Logger LOG = LoggerFactory.getLogger(HealthEvents.class);

  private final Events events;

  HealthEvents(Events events) {
    this.events = events;
  }

  @Override
  public void onStateChange(
      Backend backend, Server server, ServerState from, ServerState to, String cause) {
    long up =
        backend.servers().stream().filter(it -> it.server().state() == ServerState.UP).count();
    String text =
        "%s -> %s: %s, %d of %d up".formatted(from, to, cause, up, backend.servers().size());
    events.add(Event.Kind.HEALTH, backend.name(), server.name(), text);
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
