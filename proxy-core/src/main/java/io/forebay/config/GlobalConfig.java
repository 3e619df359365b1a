package io.forebay.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to the process as a whole.
 *
 * @param workerThreads event loops, 0 to 1024; 0 (the default, {@code auto} in YAML) is one for
 *     each available processor
 * @param maxConnections open client connections over all listeners, 1 to 10 000 000, default 20
 *     000; at the limit accepting waits, nobody is turned away
 * @param log where the daemon's own messages go
 * @param shutdown how a graceful stop proceeds
 * @param process what the process is called and runs as
 * @param reload what makes the daemon read its configuration again
 * @param stateFile absolute path of a file that keeps what was set at run time, and which servers
 *     are down, over a restart; null (the default) for none
 * @param secret what the values of cookies are made with, 16 to 1024 characters, the same on every
 *     machine that is to understand them; null (the default) for one of this machine alone
 */
public record GlobalConfig(
    int workerThreads,
    int maxConnections,
    LogConfig log,
    ShutdownConfig shutdown,
    ProcessConfig process,
    ReloadConfig reload,
    @Nullable String stateFile,
    @Nullable String secret) {

  public static final int MAX_WORKER_THREADS = 1024;
  public static final String SECRET_EXPECTED = "16 to 1024 characters that nobody can guess";
  public static final int MAX_CONNECTIONS = 10_000_000;

  public static final GlobalConfig DEFAULT =
      new GlobalConfig(0, 20_000, LogConfig.DEFAULT, ShutdownConfig.DEFAULT, ProcessConfig.DEFAULT);

  /** A process that reads its configuration again as usual. */
  public GlobalConfig(
      int workerThreads,
      int maxConnections,
      LogConfig log,
      ShutdownConfig shutdown,
      ProcessConfig process) {
    this(workerThreads, maxConnections, log, shutdown, process, ReloadConfig.DEFAULT, null, null);
  }

  public GlobalConfig {
    if (stateFile != null) {
      Checks.require(ProcessConfig.isPath(stateFile), "state_file", stateFile, "an absolute path");
    }
    // The value itself is never shown.
    Checks.require(secret == null || isSecret(secret), "secret", "not accepted", SECRET_EXPECTED);
    Checks.range("worker_threads", workerThreads, 0, MAX_WORKER_THREADS);
    Checks.range("max_connections", maxConnections, 1, MAX_CONNECTIONS);
  }

  /** The files that it has written to: its log and its state, where they are files. */
  public List<Path> writtenFiles() {
    List<Path> files = new ArrayList<>();
    if (LogPath.isFile(log.target())) {
      files.add(Path.of(log.target()));
    }
    if (stateFile != null) {
      files.add(Path.of(stateFile));
    }
    return files;
  }

  /** Whether {@code text} can be a secret. */
  public static boolean isSecret(String text) {
    return text.length() >= 16 && text.length() <= 1024;
  }
}
