package io.forebay.observe;

import io.forebay.config.AccessLogConfig;
import io.forebay.config.LogPath;
import io.forebay.exchange.RequestLog;
import io.forebay.http.Worker;
import io.forebay.log.LogSink;
import io.forebay.log.LogThread;
import io.forebay.util.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All access logs of a proxy and the threads that write them: one for all files, and one for each
 * target that may take its time. Life-cycle thread, but for {@link #flush} and the counts.
 */
public final class AccessLogs {
  private static final String THREAD = "forebay-access-log";

  private final List<Worker> workers;
  private final LogCounts counts = LogCounts.none();
  private final Map<String, LogTarget> targets = new ConcurrentHashMap<>();
  private final LogThread files = new LogThread(THREAD);
  private final Ticker ticker;

  /** No log yet. */
  public AccessLogs(List<Worker> workers, Ticker ticker) {
    this.workers = List.copyOf(workers);
    this.ticker = ticker;
  }

  /** The logs of one snapshot. */
  public final class Use {
    private final Map<String, LogTarget> used = new LinkedHashMap<>();
    private final @Nullable String node;

    private Use(@Nullable String node) {
      this.node = node;
    }

    /** A log for plans of this snapshot; nothing is opened yet. */
    public RequestLog log(AccessLogConfig config) {
      String path = normal(config.path());
      LogTarget target = targets.computeIfAbsent(path, it -> newTarget(it));
      used.put(path, target);
      return new AccessLog(config, node, target);
    }

    /**
     * Opens every file, also those that are open: they may have been renamed.
     *
     * @throws IOException naming the file and the reason
     */
    public void open() throws IOException {
      for (LogTarget target : used.values()) {
        target.open();
      }
    }
  }

  private static String normal(String path) {
    return LogPath.isFile(path) ? Path.of(path).normalize().toString() : path;
  }

  private LogTarget newTarget(String path) {
    LogThread thread = LogSink.isQuick(path) ? files : new LogThread(THREAD + " " + path);
    return new LogTarget(path, workers, thread, counts, ticker);
  }

  /**
   * Begins a new snapshot.
   *
   * @param node the name of this instance; null for the host's
   */
  public Use use(@Nullable String node) {
    return new Use(node);
  }

  /** Closes the files that {@code use} does not name. */
  public void retain(Use use) {
    targets.forEach(
        (path, target) -> {
          if (!use.used.containsKey(path)) {
            targets.remove(path);
            target.retire();
          }
        });
  }

  /** Hands over what the event loop of a worker has. That event loop only. */
  public void flush(int worker) {
    targets.values().forEach(target -> target.loop(worker).flush());
  }

  /** The files that lines are written to. Any thread. */
  public List<Path> files() {
    return targets.keySet().stream().filter(LogPath::isFile).map(Path::of).toList();
  }

  /** Lines that were lost. Any thread. */
  public long dropped() {
    return counts.dropped().sum();
  }

  /** Lines that were cut because they were too long for syslog. Any thread. */
  public long truncated() {
    return counts.truncated().sum();
  }

  /** Writes what was handed over, within bounded time, and ends the threads. */
  public void close() {
    targets.values().forEach(LogTarget::end);
    long deadline = LogThread.stopDeadline();
    targets.values().forEach(target -> target.stop(deadline));
    files.stop(deadline);
  }
}
