package io.forebay.daemon;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.config.RuntimeServers;
import io.forebay.config.ServerConfig;
import io.forebay.daemon.SavedState.SavedAddition;
import io.forebay.daemon.SavedState.SavedServer;
import io.forebay.observe.Event;
import io.forebay.runtime.Proxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

  /** Written again at this age, so that it tells that it still counts. */
  static final Duration REFRESHED = Duration.ofMinutes(10);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Proxy proxy;
  private final ServerJournal journal;
  private final Clock clock;
  private @Nullable Path writtenTo;
  private List<SavedServer> written = List.of();
  private RuntimeServers writtenChanges = RuntimeServers.NONE;
  private @Nullable String writtenSecret;
  private String stamp = "";
  private Instant writtenAt = Instant.MIN;
  private @Nullable String trouble;
  private @Nullable Thread thread;
  private boolean closed;

  StateKeeper(Proxy proxy, ServerJournal journal, Clock clock) {
    this.journal = journal;
    this.proxy = proxy;
    this.clock = clock;
  }

  /** Puts in force what the file says. Before the first check; blocks. */
  void restore() throws InterruptedException {
    StateFile file = file();
    SavedState saved = file == null ? null : file.read();
    if (file != null && saved != null) {
      journal.restore(saved.added(), saved.removed());
      if (saved.secret() != null) {
        proxy.ownSecret(saved.secret());
      }
      new StateRestore(proxy, saved, clock.instant()).run();
      LOG.info("{} servers as state file {} says", saved.servers().size(), file.path());
    }
  }

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
    RuntimeServers changes = journal.saved();
    String secret = proxy.ownSecret();
    Instant at = clock.instant();
    boolean sameFile = file.path().equals(writtenTo) && stamp.equals(file.stamp());
    boolean aged = !(now.isEmpty() && changes.isEmpty()) && !at.isBefore(writtenAt.plus(REFRESHED));
    if (sameFile
        && now.equals(written)
        && changes.equals(writtenChanges)
        && Objects.equals(secret, writtenSecret)
        && !aged) {
      return;
    }
    try {
      file.write(state(at, now, changes, secret));
      writtenTo = file.path();
      stamp = file.stamp();
      written = now;
      writtenChanges = changes;
      writtenSecret = secret;
      writtenAt = at;
      trouble = null;
    } catch (IOException e) {
      complain(file.path(), String.valueOf(e.getMessage()));
    }
  }

  private static SavedState state(
      Instant at, List<SavedServer> servers, RuntimeServers changes, @Nullable String secret) {
    List<SavedAddition> added =
        changes.added().stream().map(it -> new SavedAddition(it.backend(), it.json())).toList();
    return new SavedState(at, servers, added, changes.removed(), secret);
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

  private static @Nullable ServerConfig find(BackendConfig backend, String name) {
    return backend.servers().stream().filter(it -> it.name().equals(name)).findFirst().orElse(null);
  }

  private static SavedServer saved(WeightedServer it, ServerConfig config) {
    Server server = it.server();
    int weight = server.runtimeWeight();
    int limit = server.runtimeLimit();
    return new SavedServer(
        server.backendName(),
        server.name(),
        config.address(),
        server.adminState(),
        weight,
        weight == Server.NO_RUNTIME_WEIGHT ? 0 : it.weight(),
        limit,
        limit == Server.NO_RUNTIME_LIMIT ? 0 : it.maxConnections(),
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
