package io.forebay.config.yaml;

import io.forebay.config.GlobalConfig;
import io.forebay.config.LogConfig;
import io.forebay.config.LogPath;
import io.forebay.config.ProcessConfig;
import io.forebay.config.ReloadConfig;
import io.forebay.config.ShutdownConfig;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code global}. */
final class GlobalSection {
  private static final GlobalConfig DEFAULT = GlobalConfig.DEFAULT;

  GlobalConfig read(MapReader map) {
    int workers = workers(map.at("worker_threads"));
    int connections =
        map.integer("max_connections", DEFAULT.maxConnections(), 1, GlobalConfig.MAX_CONNECTIONS);
    LogConfig log = log(map.map("log"));
    ShutdownConfig shutdown = shutdown(map.map("shutdown"));
    ProcessConfig process =
        new ProcessConfig(
            map.text("node", "a name"),
            map.text("user", "the name or number of a user"),
            map.text("group", "the name or number of a group"),
            path(map.at("pid_file"), "an absolute path of a file", ProcessConfig::isPath),
            path(
                map.at("upgrade_socket"),
                "an absolute path of at most 107 bytes",
                ProcessConfig::isSocketPath));
    ReloadConfig reload = reload(map.map("reload"));
    String state = path(map.at("state_file"), "an absolute path of a file", ProcessConfig::isPath);
    String secret = secret(map.at("secret"));
    map.finish(UnsupportedKeys.Level.GLOBAL);
    return new GlobalConfig(workers, connections, log, shutdown, process, reload, state, secret);
  }

  /** Never shown, also where it stands in the file as it is; what is shown then is refused. */
  private static @Nullable String secret(@Nullable Place place) {
    if (place == null) {
      return null;
    }
    String expected = GlobalConfig.SECRET_EXPECTED;
    String text = Scalars.text(place, expected);
    if (text != null && !GlobalConfig.isSecret(text)) {
      place.problem("a text of %d characters (expected: %s)".formatted(text.length(), expected));
      return null;
    }
    if (text != null) {
      place.problems().secrets().add(text, "(not shown)");
    }
    return text;
  }

  private static @Nullable String path(
      @Nullable Place place, String expected, Predicate<String> valid) {
    String path = place == null ? null : Scalars.text(place, expected);
    if (place != null && path != null && !valid.test(path)) {
      place.expected(expected);
      return null;
    }
    return path;
  }

  private static int workers(@Nullable Place place) {
    if (place == null || place.node().text().equals("auto")) {
      return DEFAULT.workerThreads();
    }
    if (!place.node().text().matches("[-+]?[0-9]+")) {
      place.expected("auto or a whole number from 1 to " + GlobalConfig.MAX_WORKER_THREADS);
      return DEFAULT.workerThreads();
    }
    Integer workers = Scalars.integer(place, 1, GlobalConfig.MAX_WORKER_THREADS);
    return workers == null ? DEFAULT.workerThreads() : workers;
  }

  private static LogConfig log(@Nullable MapReader map) {
    if (map == null) {
      return DEFAULT.log();
    }
    LogConfig.Level level =
        map.word("level", DEFAULT.log().level(), Words.of(LogConfig.Level.class));
    Place place = map.at("target");
    String target =
        place == null ? null : Scalars.convert(place, LogPath.EXPECTED, LogPath::checked);
    map.finish(UnsupportedKeys.Level.LOG);
    return new LogConfig(level, target == null ? DEFAULT.log().target() : target);
  }

  private static ReloadConfig reload(@Nullable MapReader map) {
    if (map == null) {
      return DEFAULT.reload();
    }
    boolean watch = map.bool("watch", DEFAULT.reload().watch());
    map.finish(UnsupportedKeys.Level.RELOAD);
    return new ReloadConfig(watch);
  }

  private static ShutdownConfig shutdown(@Nullable MapReader map) {
    if (map == null) {
      return DEFAULT.shutdown();
    }
    Place place = map.at("delay");
    Duration delay = place == null ? null : Scalars.duration(place, true);
    Duration drain = map.duration("drain_timeout", DEFAULT.shutdown().drainTimeout());
    map.finish(UnsupportedKeys.Level.SHUTDOWN);
    return new ShutdownConfig(delay == null ? DEFAULT.shutdown().delay() : delay, drain);
  }
}
