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
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps what operators have set and what checks have found in the state file, from one process to
 * the next: what is different from what was written last is written, at most once a second.
 */
final class StateKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateKeeper.class);

  /** What checks found longer ago says nothing of now. */
  static final Duration HEALTH_COUNTS = Duration.ofHours(1);

  /** Written again at this age, so that it tells that it still counts. */
  static final Duration REFRESHED = Duration.ofMinutes(10);

  private static final String FOUND_DOWN = "by the state file, until checks are good";
  private static final String BY = "the state file";
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

  private final Proxy proxy;
  private final Clock clock;
  private @Nullable Path writtenTo;
  private List<SavedServer> written = List.of();
  private String stamp = "";
  private Instant writtenAt = Instant.MIN;
  private @Nullable String trouble;
  private @Nullable Thread thread;
  private boolean closed;

  StateKeeper(Proxy proxy, Clock clock) {
    this.proxy = proxy;
    this.clock = clock;
  }

  // ---- back from the file ----

  /** Puts in force what the file says. Before the first check; blocks. */
  void restore() throws InterruptedException {
    StateFile file = file();
    SavedState saved = file == null ? null : file.read();
    if (file == null || saved == null) {
      return;
    }
    try {
      restore(saved);
      LOG.info("{} servers as state file {} says", saved.servers().size(), file.path());
    } catch (ExecutionException e) {
      LOG.error("state file {} is not used", file.path(), e.getCause());
    }
  }

  private void restore(SavedState saved) throws InterruptedException, ExecutionException {
    Duration age = Duration.between(saved.at(), clock.instant());
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
    proxy.control().submit(() -> markDown(down, saved.at())).get();
  }

  private void markDown(List<Server> servers, Instant at) {
    for (Server server : servers) {
      if (server.state() != ServerState.UNRESOLVED) {
        String text = server.state() + " -> " + ServerState.DOWN + ": " + FOUND_DOWN;
        server.state(ServerState.DOWN);
        server.healthNote(new StateNote(at, FOUND_DOWN));
        proxy.events().add(Event.Kind.HEALTH, server.backendName(), server.name(), text);
      }
    }
    proxy.backends().forEach(Backend::refresh);
  }

  private void restore(WeightedServer now, SavedServer saved)
      throws InterruptedException, ExecutionException {
    boolean weighted = saved.weight() != Server.NO_RUNTIME_WEIGHT;
    boolean counts = weighted && saved.configuredWeight() == now.weight();
    ServerWeight weight = counts ? new ServerWeight(saved.weight(), false) : null;
    proxy.change(now.server(), new ServerChange(saved.adminState(), weight), BY).get();
    if (weighted && !counts) {
      String text =
          "weight %d (set at run time) replaced by %d from the file"
              .formatted(saved.weight(), now.weight());
      proxy.events().add(Event.Kind.WEIGHT, saved.backend(), saved.name(), text);
    }
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

  // ---- into the file ----

  /** Writes what changes from now on, if the configuration in force says where. */
  void follow() {
    if (thread == null && file() != null) {
      thread = new Thread(this::run, "forebay-state");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    try {
      while (true) {
        save();
        Thread.sleep(LOOK.toMillis());
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /**
   * Writes what is different, or has not been written for long, or is not what was written: another
   * process may have had its last word there. Any thread.
   */
  synchronized void save() {
    StateFile file = file();
    if (file == null || closed) {
      return;
    }
    List<SavedServer> now = servers();
    Instant at = clock.instant();
    boolean sameFile = file.path().equals(writtenTo) && stamp.equals(file.stamp());
    boolean aged = !now.isEmpty() && !at.isBefore(writtenAt.plus(REFRESHED));
    if (sameFile && now.equals(written) && !aged) {
      return;
    }
    try {
      file.write(new SavedState(at, now));
      writtenTo = file.path();
      stamp = file.stamp();
      written = now;
      writtenAt = at;
      trouble = null;
    } catch (IOException e) {
      complain(file.path(), String.valueOf(e.getMessage()));
    }
  }

  /** Once for each reason, however often it is tried. */
  private void complain(Path path, String reason) {
    String text = "state file " + path + " cannot be written: " + reason;
    if (!text.equals(trouble)) {
      trouble = text;
      proxy.events().add(Level.WARN, Event.Kind.LIFE, null, null, text);
    }
  }

  private List<SavedServer> servers() {
    List<SavedServer> unusual = new ArrayList<>();
    for (Backend backend : proxy.backends()) {
      BackendConfig config = proxy.config().backends().get(backend.name());
      for (WeightedServer it : backend.servers()) {
        ServerConfig server = config == null ? null : find(config, it.server().name());
        if (server != null) {
          SavedServer saved = saved(it, server);
          if (saved.isUnusual()) {
            unusual.add(saved);
          }
        }
      }
    }
    return unusual;
  }

  private static SavedServer saved(WeightedServer it, ServerConfig config) {
    Server server = it.server();
    int weight = server.runtimeWeight();
    return new SavedServer(
        server.backendName(),
        server.name(),
        config.address(),
        server.adminState(),
        weight,
        weight == Server.NO_RUNTIME_WEIGHT ? 0 : it.weight(),
        server.state() == ServerState.DOWN);
  }

  private @Nullable StateFile file() {
    String path = proxy.config().global().stateFile();
    return path == null ? null : new StateFile(Path.of(path), clock);
  }

  /**
   * Writes what has changed last, and nothing more. A start that failed before it followed leaves
   * the file alone.
   */
  @Override
  public synchronized void close() {
    if (thread != null && !closed) {
      thread.interrupt();
      save();
    }
    closed = true;
  }
}
