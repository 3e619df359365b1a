package io.forebay.health;

import io.forebay.config.DetectionTime;
import io.forebay.config.HealthCheckConfig;
import java.time.Duration;

/**
 * When a server is checked again. Pure arithmetic on nanoseconds of one clock; only differences of
 * times are compared, since the clock may start anywhere.
 */
final class Cadence {

  /*
   * First checks run all at once. From then on each server has its own phase within the interval,
   * and its checks stand on the grid first + phase + k * interval. The phase is the fractional part
   * of id * golden ratio: however many servers there are, numbered from 1, the phases lie about
   * evenly. The next check stands on the last grid point that is at most one interval after the
   * last one began: in the steady state that is one interval exactly, and a server that was checked
   * faster for a while returns to its phase without a longer gap.
   */

  /** A backend in which no server is up is checked this often, or by its interval if shorter. */
  private static final Duration NO_SERVER_INTERVAL = Duration.ofMillis(250);

  private static final double GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

  private final long interval;
  private final long phase;
  private final long fast;
  private final long noServer;

  Cadence(int serverId, HealthCheckConfig config) {
    interval = config.interval().toNanos();
    double turns = serverId * GOLDEN_RATIO;
    phase = (long) (interval * (turns - Math.floor(turns)));
    fast = Math.min(DetectionTime.FAST_INTERVAL.toNanos(), interval);
    noServer = Math.min(NO_SERVER_INTERVAL.toNanos(), interval);
  }

  /** The last point of the server's grid that is after {@code began} by one interval or less. */
  long regular(long firstBegan, long began) {
    long offGrid = Math.floorMod(began - firstBegan - phase, interval);
    return began + interval - offGrid;
  }

  /** After a failure that has not decided yet. */
  long inDoubt(long ended) {
    return ended + fast;
  }

  /** While nobody in the backend can serve. */
  long noServer(long began) {
    return began + noServer;
  }
}
