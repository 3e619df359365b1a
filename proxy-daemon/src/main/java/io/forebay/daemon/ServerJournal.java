package io.forebay.daemon;

import io.forebay.backend.AdminState;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.config.AddedServer;
import io.forebay.config.BackendConfig;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RemovedServer;
import io.forebay.config.RuntimeServers;
import io.forebay.config.ServerConfig;
import io.forebay.config.yaml.ConfigDiff;
import io.forebay.config.yaml.EffectiveConfig;
import io.forebay.config.yaml.NewServers;
import io.forebay.config.yaml.ParsedConfig;
import io.forebay.daemon.SavedState.SavedAddition;
import io.forebay.observe.Event;
import io.forebay.runtime.NewServer;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ProxyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The configuration of the file, and the servers by which the one in force differs from it.
 * Life-cycle thread, but for what says otherwise.
 */
final class ServerJournal {

  /** More servers of a backend are no matter of single requests. */
  static final int MOST_OF_A_BACKEND = 1000;

  /** The state file has to hold them. */
  static final int MOST_CHARACTERS = 4 << 20;

  static final int LONGEST = 4096;

  /** Puts a configuration in force. */
  interface Applier {
    void apply(ProxyConfig config, Map<String, AdminState> born) throws ProxyException;
  }

  private final Proxy proxy;
  private final Applier applier;
  private final Set<Server> leaving = ConcurrentHashMap.newKeySet();
  private final KnownNames names = new KnownNames(KnownNames.MOST);
  private ProxyConfig file;
  private volatile NewServers reader;
  private volatile RuntimeServers servers = RuntimeServers.NONE;

  /**
   * @param reader reads servers that join
   */
  ServerJournal(Proxy proxy, NewServers reader, Applier applier) {
    this.proxy = proxy;
    this.applier = applier;
    this.file = proxy.config();
    this.reader = reader;
  }

  /** Those in force. Any thread. */
  RuntimeServers servers() {
    return servers;
  }

  /** Those of the next process, where nobody waits for the ones that leave. Any thread. */
  RuntimeServers saved() {
    RuntimeServers saved = servers;
    for (Server server : leaving) {
      ServerConfig config = config(server.backendName(), server.name());
      if (config != null) {
        saved = without(saved, server.backendName(), config);
      }
    }
    return saved;
  }

  /** Goes on with what a process before had. Before the proxy is open. */
  void restore(List<SavedAddition> added, List<RemovedServer> removed) {
    List<AddedServer> read = new ArrayList<>();
    for (SavedAddition it : added) {
      AddedServer server = read(it);
      if (server != null) {
        read.add(server);
      }
    }
    ServerOverlay.Result result = ServerOverlay.of(file, new RuntimeServers(read, removed));
    if (!result.servers().isEmpty()) {
      try {
        proxy.startWith(result.config());
        servers = result.servers();
      } catch (ProxyException e) {
        String text = "servers that were added or removed at run time are forgotten: ";
        proxy.events().add(Level.WARN, Event.Kind.SERVER, null, null, text + e.getMessage());
        return;
      }
    }
    tell(result.lapses());
  }

  /** Null after an event. */
  private @Nullable AddedServer read(SavedAddition saved) {
    String why = "the file has no such backend";
    try {
      if (reader.has(saved.backend())) {
        ServerConfig server = reader.read(saved.backend(), saved.json());
        return new AddedServer(saved.backend(), server, saved.json());
      }
    } catch (InvalidConfigException e) {
      why = ServerOverlay.text(e.problems().get(0));
    }
    String text = "a server that was added at run time is forgotten: " + saved.json() + ": " + why;
    proxy.events().add(Level.WARN, Event.Kind.SERVER, saved.backend(), null, text);
    return null;
  }

  /** The configuration in force as a file, with what must not be shown as that was written. */
  String effectiveConfig() {
    return EffectiveConfig.text(proxy.config(), reader);
  }

  /** What another file would be with the servers of run time. Any thread. */
  ServerOverlay.Result over(ProxyConfig next, NewServers nextReader) {
    return ServerOverlay.of(next, nextReader, servers);
  }

  /** What another file would change, with the servers of run time over both. Any thread. */
  List<ConfigDiff.Entry> differences(ParsedConfig next) {
    ProxyConfig changed = over(next.config(), next.newServers()).config();
    return ConfigDiff.between(proxy.config(), reader, changed, next.newServers());
  }

  /** Another file is in force. */
  void changed(ProxyConfig next, NewServers nextReader, ServerOverlay.Result inForce) {
    file = next;
    reader = nextReader;
    servers = inForce.servers();
    tell(inForce.lapses());
  }

  private void tell(List<ServerOverlay.Lapse> lapses) {
    for (ServerOverlay.Lapse it : lapses) {
      proxy.events().add(Level.WARN, Event.Kind.SERVER, it.backend(), it.server(), it.text());
    }
  }

  /**
   * Adds a server.
   *
   * @throws InvalidConfigException with all problems of it
   * @throws IllegalStateException where it cannot be added
   */
  Server add(Backend backend, NewServer wanted, String by)
      throws InvalidConfigException, ProxyException {
    String name = backend.name();
    if (!reader.has(name)) {
      throw new IllegalStateException("backend " + name + " comes from no file");
    }
    ServerConfig server = restored(name, wanted.json());
    boolean returns = server != null;
    if (server == null) {
      server = reader.read(name, wanted.json());
      returns = server.equals(inFile(name, server.name()));
    }
    String address = server.address();
    requireNew(name, server.name());
    names.requireRoom(name, server.name());
    List<AddedServer> added = new ArrayList<>(servers.added());
    List<RemovedServer> removed = new ArrayList<>(servers.removed());
    if (returns) {
      ServerConfig back = server;
      removed.removeIf(it -> it.is(name, back));
    } else {
      added.add(new AddedServer(name, server, wanted.json()));
      requireRoom(name, added, wanted.json());
    }
    String full = name + "/" + server.name();
    change(new RuntimeServers(added, removed), Map.of(full, wanted.state()));
    names.add(name, server.name());
    String text = (returns ? "back at " : "added at ") + address + " by " + by;
    proxy.events().add(Event.Kind.SERVER, name, server.name(), text);
    return find(name, server.name());
  }

  /** The server of the file that was removed, where nothing more than its name is asked for. */
  private @Nullable ServerConfig restored(String backend, String json) {
    for (RemovedServer it : servers.removed()) {
      if (it.backend().equals(backend) && json.equals("{\"name\":\"" + it.name() + "\"}")) {
        return inFile(backend, it.name());
      }
    }
    return null;
  }

  private @Nullable ServerConfig inFile(String backend, String name) {
    return find(file.backends().get(backend), name);
  }

  private @Nullable ServerConfig config(String backend, String name) {
    return find(proxy.config().backends().get(backend), name);
  }

  private static @Nullable ServerConfig find(@Nullable BackendConfig backend, String name) {
    return backend == null
        ? null
        : backend.servers().stream().filter(it -> it.name().equals(name)).findFirst().orElse(null);
  }

  private void requireNew(String backend, String name) {
    if (config(backend, name) != null) {
      throw new IllegalStateException(
          "server %s of backend %s is there already (expected: another name)"
              .formatted(name, backend));
    }
  }

  private static void requireRoom(String backend, List<AddedServer> added, String json) {
    long inBackend = added.stream().filter(it -> it.backend().equals(backend)).count();
    long characters = added.stream().mapToLong(it -> it.json().length()).sum();
    if (json.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a server of %d characters (expected: at most %d)".formatted(json.length(), LONGEST));
    }
    if (inBackend > MOST_OF_A_BACKEND || characters > MOST_CHARACTERS) {
      throw new IllegalStateException(
          "too many servers were added to backend %s (expected: at most %d, more by the file)"
              .formatted(backend, MOST_OF_A_BACKEND));
    }
  }

  private void change(RuntimeServers next, Map<String, AdminState> born) throws ProxyException {
    ServerOverlay.Result result = ServerOverlay.of(file, next);
    applier.apply(result.config(), born);
    servers = result.servers();
    tell(result.lapses());
  }

  private Server find(String backend, String name) {
    Backend now = proxy.backend(backend);
    return now == null
        ? notFound(backend, name)
        : now.servers().stream()
            .map(it -> it.server())
            .filter(it -> it.name().equals(name))
            .findFirst()
            .orElseGet(() -> notFound(backend, name));
  }

  private static Server notFound(String backend, String name) {
    throw new IllegalStateException(backend + "/" + name + " is no longer in the configuration");
  }

  // ---- removal ----

  /**
   * From now on {@code server} leaves.
   *
   * @return whether it did not yet
   * @throws IllegalStateException where its backend would have none
   */
  boolean leaves(Server server) {
    BackendConfig backend = proxy.config().backends().get(server.backendName());
    if (backend == null || config(backend.name(), server.name()) == null) {
      throw new IllegalStateException(server + " is no longer in the configuration");
    }
    boolean last =
        backend.servers().stream()
            .filter(it -> !it.name().equals(server.name()) && !isLeaving(backend, it))
            .allMatch(ServerConfig::backup);
    if (last) {
      throw new IllegalStateException(
          server + " is the last server of its backend that is no backup (expected: one to stay)");
    }
    return leaving.add(server);
  }

  private boolean isLeaving(BackendConfig backend, ServerConfig config) {
    return leaving.stream()
        .anyMatch(it -> it.backendName().equals(backend.name()) && it.name().equals(config.name()));
  }

  /** It stays after all. Any thread. */
  void stays(Server server) {
    leaving.remove(server);
  }

  /**
   * Removes a server that nothing is in flight with.
   *
   * @throws IllegalStateException where an operator wants it to stay
   */
  void remove(Server server, String by) throws ProxyException {
    if (!leaving.remove(server)) {
      return;
    }
    ServerConfig config = config(server.backendName(), server.name());
    Backend backend = proxy.backend(server.backendName());
    boolean there =
        backend != null && backend.servers().stream().anyMatch(it -> it.server() == server);
    if (config == null || !there) {
      return;
    }
    if (server.adminState() == AdminState.READY) {
      throw new IllegalStateException(server + " is to stay, somebody has made it ready");
    }
    change(without(servers, server.backendName(), config), Map.of());
    proxy.events().add(Event.Kind.SERVER, server.backendName(), server.name(), "removed by " + by);
  }

  private static RuntimeServers without(RuntimeServers all, String backend, ServerConfig server) {
    List<AddedServer> added = new ArrayList<>(all.added());
    List<RemovedServer> removed = new ArrayList<>(all.removed());
    boolean was =
        added.removeIf(
            it -> it.backend().equals(backend) && it.server().name().equals(server.name()));
    if (!was) {
      removed.add(new RemovedServer(backend, server.name(), server.address()));
    }
    return new RuntimeServers(added, removed);
  }
}
