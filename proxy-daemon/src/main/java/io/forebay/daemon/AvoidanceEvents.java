package io.forebay.daemon;

import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.health.passive.AvoidanceListener;
import io.forebay.observe.Event;
import io.forebay.observe.Events;
import org.slf4j.event.Level;

/** Makes an event of every server that is avoided, and of its end. */
final class AvoidanceEvents implements AvoidanceListener {

  private final Events events;

  AvoidanceEvents(Events events) {
    this.events = events;
  }

  @Override
  public void onAvoided(Backend backend, Server server, Avoidance reason, String cause) {
    String what = reason == Avoidance.EJECTED ? "ejected: " : "avoided: ";
    add(Level.WARN, backend, server, what + cause);
  }

  @Override
  public void onAdmitted(Backend backend, Server server, Avoidance reason, String cause) {
    String what = reason == Avoidance.EJECTED ? "no longer ejected: " : "no longer avoided: ";
    add(Level.INFO, backend, server, what + cause);
  }

  private void add(Level level, Backend backend, Server server, String text) {
    events.add(level, Event.Kind.AVOIDANCE, backend.name(), server.name(), text);
  }
}
