package io.forebay.runtime;

import java.util.concurrent.TimeUnit;

/** Lets one line in ten seconds be logged, and counts what it stands for. Event loop only. */
final class LogPace {

  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private long loggedAt;
  private int unreported;
  private boolean logged;

  /**
   * Something has happened that would be worth a line.
   *
   * @param now the time of the worker's clock
   * @return how often it has since the last line, if there is to be one now; else 0
   */
  int happened(long now) {
    unreported++;
    if (logged && now - loggedAt < QUIET_NANOS) {
      return 0;
    }
    int count = unreported;
    logged = true;
    loggedAt = now;
    unreported = 0;
    return count;
  }
}
