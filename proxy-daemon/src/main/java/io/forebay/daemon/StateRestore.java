package io.forebay.daemon;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.StateNote;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.config.ServerConfig;
import io.forebay.daemon.SavedState.SavedServer;
import io.forebay.observe.Event;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ServerChange;
import io.forebay.runtime.ServerWeight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a saved state in force, as far as it fits the configuration and still counts. Life-cycle
 * thread.
 */
final class StateRestore {
  private static final Logger LOG = LoggerFactory.getLogger(StateRestore.class);

  /** What checks found longer ago says nothing of now. */
  static final Duration HEALTH_COUNTS = Duration.ofHours(1);

  private static final Duration CLOCKS_APART = Duration.ofMinutes(5);
  private static final String BY = "the state file";
  private static final String FOUND_DOWN = "by the state file, until checks are good";

  private final Proxy proxy;
  private final SavedState saved;
  private final Instant now;

  StateRestore(Proxy proxy, SavedState saved, Instant now) {
    this.proxy = proxy;
    this.saved = saved;
    this.now = now;
  }

  /** Blocks until the control loop has done it. Before the first check. */
  void run() throws InterruptedException {
    try {
      restore();
    } catch (ExecutionException e) {
      LOG.error("the state file is not used to its end", e.getCause());
    }
  }

  private void restore() throws InterruptedException, ExecutionException {
    Duration age = Duration.between(saved.at(), now);
    boolean fresh = age.compareTo(HEALTH_COUNTS) <= 0 && age.compareTo(CLOCKS_APART.negated()) >= 0;
    List<Server> down = new ArrayList<>();
    for (SavedServer it : saved.servers()) {
      Backend backend = proxy.backend(it.backend());
      BackendConfig config = proxy.config().backends().get(it.backend());
      WeightedServer server = backend == null ? null : find(backend, it.name());
      ServerConfig serverConfig = config == null ? null : find(config, it.name());
      if (server == null
          || config == null
          || serverConfig == null
          || !serverConfig.address().equals(it.address())) {
        LOG.info("{}/{} of the state file is not there any more", it.backend(), it.name());
        continue;
      }
      restore(server, it);
      if (fresh && it.down() && config.checkOf(serverConfig) != null) {
        down.add(server.server());
      }
    }
    proxy.control().submit(() -> markDown(down)).get();
  }

  private void markDown(List<Server> servers) {
    for (Server server : servers) {
      if (server.state() != ServerState.UNRESOLVED) {
        String text = server.state() + " -> " + ServerState.DOWN + ": " + FOUND_DOWN;
        server.state(ServerState.DOWN);
        server.checked(false, System.nanoTime());
        server.healthNote(new StateNote(saved.at(), FOUND_DOWN));
        proxy.events().add(Event.Kind.HEALTH, server.backendName(), server.name(), text);
      }
    }
    proxy.backends().forEach(Backend::refresh);
  }

  private void restore(WeightedServer server, SavedServer was)
      throws InterruptedException, ExecutionException {
    boolean weighted = was.weight() != Server.NO_RUNTIME_WEIGHT;
    boolean counts = weighted && was.configuredWeight() == server.weight();
    ServerWeight weight = counts ? new ServerWeight(was.weight(), false) : null;
    boolean limited = was.maxConnections() != Server.NO_RUNTIME_LIMIT;
    boolean limitCounts = limited && was.configuredMaxConnections() == server.maxConnections();
    Integer limit = limitCounts ? was.maxConnections() : null;
    proxy.change(server.server(), new ServerChange(was.adminState(), weight, limit), BY).get();
    if (weighted && !counts) {
      replaced(Event.Kind.WEIGHT, was, "weight", was.weight(), server.weight());
    }
    if (limited && !limitCounts) {
      int most = was.maxConnections();
      replaced(Event.Kind.LIMIT, was, "max_connections", most, server.maxConnections());
    }
  }

  private void replaced(Event.Kind kind, SavedServer server, String what, int was, int now) {
    String text = "%s %d (set at run time) replaced by %d from the file".formatted(what, was, now);
    proxy.events().add(kind, server.backend(), server.name(), text);
  }

  private static @Nullable WeightedServer find(Backend backend, String name) {
    return backend.servers().stream()
        .filter(it -> it.server().name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable ServerConfig find(BackendConfig backend, String name) {
    return backend.servers().stream().filter(it -> it.name().equals(name)).findFirst().orElse(null);
  }
}
