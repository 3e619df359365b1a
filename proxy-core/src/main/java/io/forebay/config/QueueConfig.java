package io.forebay.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How requests wait while every server of a backend is full.
 *
 * @param max how many may wait, 0 to 1 000 000, default 10,000; 0 lets none wait
 * @param timeout how long each may wait; null where nothing is said, see {@link #timeout}
 * @param whenNoServer whether they wait for a server to come up too, default {@link
 *     WhenNoServer#FAIL}
 */
public record QueueConfig(int max, @Nullable Duration timeout, WhenNoServer whenNoServer) {

  public static final int LARGEST = 1_000_000;
  public static final Duration HOLD_TIMEOUT = Duration.ofSeconds(10);
  public static final QueueConfig DEFAULT = new QueueConfig(10_000, null, WhenNoServer.FAIL);

  public QueueConfig {
    Checks.range("max", max, 0, LARGEST);
    if (timeout != null) {
      Checks.positive("timeout", timeout);
    }
  }

  /**
   * How long requests wait: the time said here, else the queue's among {@code timeouts}, else 10 s
   * where requests are held, else as long as a connect.
   */
  public Duration timeout(TimeoutsConfig timeouts) {
    if (timeout != null) {
      return timeout;
    }
    if (timeouts.queue() != null) {
      return timeouts.queue();
    }
    return whenNoServer == WhenNoServer.HOLD ? HOLD_TIMEOUT : timeouts.connect();
  }
}
