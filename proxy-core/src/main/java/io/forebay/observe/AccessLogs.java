package io.forebay.observe;

import io.forebay.config.AccessLogConfig;
import io.forebay.exchange.RequestLog;
import io.forebay.http.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * All access logs of a proxy and the thread that writes them, which is started with the first.
 * Life-cycle thread, but for {@link #flush} and {@link #dropped}.
 */
public final class AccessLogs {
  private final List<Worker> workers;
  private final LongAdder dropped = new LongAdder();
  private final Map<String, LogTarget> targets = new ConcurrentHashMap<>();
  private @Nullable LogWriter writer;

  /** No log yet. */
  public AccessLogs(List<Worker> workers) {
    this.workers = List.copyOf(workers);
  }

  /** The logs of one snapshot. */
  public final class Use {
    private final Map<String, LogTarget> used = new LinkedHashMap<>();

    private Use() {}

    /** A log for plans of this snapshot; nothing is opened yet. */
    public RequestLog log(AccessLogConfig config) {
      String path = normal(config.path());
      LogTarget target = targets.computeIfAbsent(path, it -> newTarget(it));
      used.put(path, target);
      return new AccessLog(config, target);
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
    return AccessLogConfig.isStream(path) ? path : Path.of(path).normalize().toString();
  }

  private LogTarget newTarget(String path) {
    LogWriter thread = writer;
    if (thread == null) {
      thread = new LogWriter();
      writer = thread;
    }
    return new LogTarget(path, workers, thread, dropped);
  }

  /** Begins a new snapshot. */
  public Use use() {
    return new Use();
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

  /** Lines that were lost. Any thread. */
  public long dropped() {
    return dropped.sum();
  }

  /** Writes what was handed over, within bounded time, and ends the thread. */
  public void close() {
    LogWriter thread = writer;
    if (thread != null) {
      targets.values().forEach(target -> thread.execute(target::close));
      thread.stop();
    }
  }
}
