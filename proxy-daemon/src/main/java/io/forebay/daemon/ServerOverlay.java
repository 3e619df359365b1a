package io.forebay.daemon;

import io.forebay.config.AddedServer;
import io.forebay.config.BackendConfig;
import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RemovedServer;
import io.forebay.config.RuntimeServers;
import io.forebay.config.ServerConfig;
import io.forebay.config.yaml.NewServers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts servers that were added and removed at run time over a configuration of the file. Where the
 * two disagree the file wins: what it has is not added, what it has changed is not removed.
 */
final class ServerOverlay {

  /**
   * What came of it.
   *
   * @param servers those in force of what was asked for
   * @param lapses what has become of the others
   */
  record Result(ProxyConfig config, RuntimeServers servers, List<Lapse> lapses) {}

  /** Something set at run time that is in force no longer, or not as it was asked for. */
  record Lapse(String backend, String server, String text) {}

  private final ProxyConfig file;
  private final RuntimeServers wanted;
  private final List<AddedServer> added = new ArrayList<>();
  private final List<RemovedServer> removed = new ArrayList<>();
  private final List<Lapse> lapses = new ArrayList<>();

  private ServerOverlay(ProxyConfig file, RuntimeServers wanted) {
    this.file = file;
    this.wanted = wanted;
  }

  /** {@code wanted}, as read with the very file, over it. */
  static Result of(ProxyConfig file, RuntimeServers wanted) {
    return new ServerOverlay(file, wanted).apply();
  }

  /** {@code wanted}, as read with another file, over this one. */
  static Result of(ProxyConfig file, NewServers reader, RuntimeServers wanted) {
    List<Lapse> kept = new ArrayList<>();
    List<AddedServer> read = new ArrayList<>();
    for (AddedServer it : wanted.added()) {
      read.add(reader.has(it.backend()) ? reread(it, reader, kept) : it);
    }
    Result result = of(file, new RuntimeServers(read, wanted.removed()));
    kept.removeIf(it -> !result.servers().isAdded(it.backend(), it.server()));
    kept.addAll(0, result.lapses());
    return new Result(result.config(), result.servers(), List.copyOf(kept));
  }

  /** Traffic must not be lost to a file that cannot be read just now. */
  private static AddedServer reread(AddedServer it, NewServers reader, List<Lapse> kept) {
    try {
      return new AddedServer(it.backend(), reader.read(it.backend(), it.json()), it.json());
    } catch (InvalidConfigException e) {
      String text = "stays as it was added at run time: " + text(e.problems().get(0));
      kept.add(new Lapse(it.backend(), it.server().name(), text));
      return it;
    }
  }

  /** Without the file and the line, which say nothing of what stands in no file. */
  static String text(ConfigProblem problem) {
    String path = problem.path();
    return path.isEmpty() ? problem.message() : path + ": " + problem.message();
  }

  private Result apply() {
    Map<String, BackendConfig> backends = new LinkedHashMap<>();
    for (BackendConfig backend : file.backends().values()) {
      List<ServerConfig> servers = servers(backend);
      boolean same = servers.equals(backend.servers());
      backends.put(backend.name(), same ? backend : backend.with(servers));
    }
    wanted.added().stream()
        .filter(it -> !backends.containsKey(it.backend()))
        .forEach(it -> lapse(it, "is gone with its backend, it had been added at run time"));
    ProxyConfig config =
        backends.equals(file.backends())
            ? file
            : new ProxyConfig(
                file.global(), file.rateLimits(), file.listeners(), backends, file.admin());
    return new Result(config, new RuntimeServers(added, removed), List.copyOf(lapses));
  }

  private List<ServerConfig> servers(BackendConfig backend) {
    List<ServerConfig> servers = new ArrayList<>(backend.servers());
    List<RemovedServer> out = removedOf(backend);
    servers.removeIf(server -> out.stream().anyMatch(it -> it.is(backend.name(), server)));
    List<AddedServer> in = new ArrayList<>();
    for (AddedServer it : wanted.added()) {
      if (it.backend().equals(backend.name()) && mayJoin(it, servers)) {
        in.add(it);
        servers.add(it.server());
      }
    }
    if (servers.stream().allMatch(ServerConfig::backup)) {
      out.forEach(it -> lapse(it, "is back, it had been removed at run time: no other is left"));
      // Now that the file has its servers again, those that were added must not stand in their way.
      in.removeIf(it -> !mayJoin(it, backend.servers()));
      added.addAll(in);
      servers = new ArrayList<>(backend.servers());
      in.stream().map(AddedServer::server).forEach(servers::add);
      return servers;
    }
    added.addAll(in);
    removed.addAll(out);
    return servers;
  }

  private List<RemovedServer> removedOf(BackendConfig backend) {
    List<RemovedServer> out = new ArrayList<>();
    for (RemovedServer it : wanted.removed()) {
      if (!it.backend().equals(backend.name())) {
        continue;
      }
      if (backend.servers().stream().anyMatch(server -> it.is(backend.name(), server))) {
        out.add(it);
      } else if (backend.servers().stream().anyMatch(server -> server.name().equals(it.name()))) {
        lapse(it, "is back, it had been removed at run time: the file has another address for it");
      }
    }
    return out;
  }

  private boolean mayJoin(AddedServer it, List<ServerConfig> servers) {
    boolean clash = servers.stream().anyMatch(server -> server.name().equals(it.server().name()));
    if (clash) {
      lapse(it, "is as the file says from now on, it had been added at run time");
    }
    return !clash;
  }

  private void lapse(AddedServer it, String text) {
    lapses.add(new Lapse(it.backend(), it.server().name(), text));
  }

  private void lapse(RemovedServer it, String text) {
    lapses.add(new Lapse(it.backend(), it.name(), text));
  }
}
