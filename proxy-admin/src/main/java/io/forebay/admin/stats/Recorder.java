package io.forebay.admin.stats;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.runtime.ProxyStatus;
import io.forebay.stats.ServerCount;
import io.forebay.util.Ticker;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Remembers how the counters of a proxy have grown: looks at them once a second, and every fifth
 * time at the histograms too. Remembers a {@link Series} for each listener, backend and server of
 * the configuration, and nothing of those that have gone. Any thread.
 */
final class Recorder {

  private static final double NANOS_PER_SECOND = 1e9;

  private record OfListener(Series series, Rate connections) {}

  private record OfServer(Series series, Averages averages) {}

  private final ProxyStatus status;
  private final Ticker ticker;
  private final Map<String, OfListener> listeners = new HashMap<>();
  private final Map<String, Series> backends = new HashMap<>();
  private final Map<Integer, OfServer> servers = new HashMap<>();
  private long steppedAt;
  private double stepSeconds;
  private int looks;

  Recorder(ProxyStatus status, Ticker ticker) {
    this.status = status;
    this.ticker = ticker;
    this.steppedAt = ticker.nanos();
  }

  /** To be called once a second. */
  synchronized void look() {
    Look look = new Look(ticker.nanos(), status);
    boolean step = looks > 0 && looks % History.STEP_SECONDS == 0;
    looks++;
    if (step) {
      stepSeconds = (look.nanos() - steppedAt) / NANOS_PER_SECOND;
      steppedAt = look.nanos();
    }
    Set<Integer> found = new HashSet<>();
    for (String listener : status.config().listeners().keySet()) {
      lookAtListener(look, step, listener);
    }
    for (Backend backend : status.backends()) {
      lookAtBackend(look, step, backend);
      for (WeightedServer it : backend.servers()) {
        lookAtServer(look, step, it.server());
        found.add(it.server().id());
      }
    }
    listeners.keySet().retainAll(status.config().listeners().keySet());
    backends.keySet().retainAll(status.backends().stream().map(Backend::name).toList());
    servers.keySet().retainAll(found);
  }

  private void lookAtListener(Look look, boolean step, String name) {
    OfListener known = listeners.get(name);
    if (known == null) {
      Tally now = look.tallies().listener(name);
      known = new OfListener(new Series(now, now.serverErrors()), new Rate());
      listeners.put(name, known);
    }
    Look.Flow flow = look.ofListener(name);
    int id = status.metricIds().listener(name);
    known.connections().look(look.nanos(), look.counters().sum(it -> it.connectionsOpened, id));
    known.series().second(look.nanos(), flow.finished(), flow.inFlight());
    if (step) {
      Tally now = look.tallies().listener(name);
      known.series().step(now, stepSeconds, now.serverErrors(), flow.inFlight());
    }
  }

  private void lookAtBackend(Look look, boolean step, Backend backend) {
    String name = backend.name();
    Series known = backends.get(name);
    if (known == null) {
      Tally now = look.tallies().backend(name);
      known = new Series(now, now.serverErrors());
      backends.put(name, known);
    }
    Look.Flow flow = look.ofBackend(name);
    known.second(look.nanos(), flow.finished(), flow.inFlight());
    if (step) {
      Tally now = look.tallies().backend(name);
      known.step(now, stepSeconds, now.serverErrors(), flow.inFlight());
    }
  }

  private void lookAtServer(Look look, boolean step, Server server) {
    int id = server.id();
    OfServer known = servers.get(id);
    if (known == null) {
      Series series = new Series(look.tallies().server(id), look.errorsOfServer(id));
      known = new OfServer(series, new Averages());
      servers.put(id, known);
    }
    int inFlight = server.inFlight();
    known.series().second(look.nanos(), look.counters().of(id, ServerCount.TRIES), inFlight);
    if (step) {
      long errors = look.errorsOfServer(id);
      known.series().step(look.tallies().server(id), stepSeconds, errors, inFlight);
      known.averages().note(look.sums(id));
    }
  }

  // ---- what is remembered ----

  synchronized Remembered ofListener(String name, Tally now) {
    OfListener known = listeners.get(name);
    return known == null ? Remembered.only(now) : known.series().told(now);
  }

  /** Connections of a listener per second. */
  synchronized Rate.Told connections(String listener) {
    OfListener known = listeners.get(listener);
    return known == null ? Rate.Told.NONE : known.connections().told();
  }

  synchronized Remembered ofBackend(String name, Tally now) {
    Series known = backends.get(name);
    return known == null ? Remembered.only(now) : known.told(now);
  }

  synchronized Remembered ofServer(int id, Tally now) {
    OfServer known = servers.get(id);
    return known == null ? Remembered.only(now) : known.series().told(now);
  }

  /** Averages of a server, with what has been counted by now. */
  synchronized Times times(int serverId, Averages.Sums now) {
    OfServer known = servers.get(serverId);
    return (known == null ? new Averages() : known.averages()).with(now);
  }
}
