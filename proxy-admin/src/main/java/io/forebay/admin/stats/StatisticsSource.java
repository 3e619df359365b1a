package io.forebay.admin.stats;

import io.forebay.runtime.ProxyStatus;
import io.forebay.util.Ticker;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes pictures of a proxy, and remembers what they tell of the past: from {@link #start()} on it
 * looks at the counters once a second, on a thread of its own. Any thread, but not an event loop:
 * many servers take milliseconds.
 */
public final class StatisticsSource implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatisticsSource.class);

  private final ProxyStatus status;
  private final Ticker ticker;
  private final Recorder recorder;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "admin-statistics");
            made.setDaemon(true);
            return made;
          });

  /** Of {@code status}; remembers nothing before {@link #start()}. */
  public StatisticsSource(ProxyStatus status) {
    this(status, Ticker.system());
  }

  StatisticsSource(ProxyStatus status, Ticker ticker) {
    this.status = status;
    this.ticker = ticker;
    this.recorder = new Recorder(status, ticker);
  }

  /** Begins to remember. */
  public void start() {
    thread.scheduleWithFixedDelay(this::lookSafely, 0, 1, TimeUnit.SECONDS);
  }

  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException e) {
      // The next look is not to be lost with this one.
      LOG.warn("statistics are not recorded: {}", e.toString());
    }
  }

  /** Looks at the counters, as it does once a second. */
  void look() {
    recorder.look();
  }

  /** What goes on now. */
  public Statistics take() {
    Look look = new Look(ticker.nanos(), status);
    return new Picture(status, recorder, look, Instant.now()).take();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
