package io.forebay.daemon;

import io.forebay.backend.Backend;
import io.forebay.backend.CheckReport;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.StateNote;
import io.forebay.health.StateListener;
import io.forebay.observe.Event;
import io.forebay.observe.Events;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

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
    String now = server.stateText();
    CheckReport report = server.checkReport();
    // A server that says what its role is has no fault.
    boolean role = report != null && CheckReport.ROLE.equals(report.note());
    boolean fault = to == ServerState.DOWN && !role;
    String text =
        "%s -> %s: %s, %d of %d up".formatted(from, now, cause, up, backend.servers().size());
    server.healthNote(new StateNote(Instant.now(), cause));
    Level level = fault ? Level.WARN : Level.INFO;
    events.add(level, Event.Kind.HEALTH, backend.name(), server.name(), text);
  }

  @Override
  public void onProgress(Backend backend, Server server, String progress) {
    LOG.info(
        "backend {} server {} still {}: {}",
        backend.name(),
        server.name(),
        server.stateText(),
        progress);
  }
}
