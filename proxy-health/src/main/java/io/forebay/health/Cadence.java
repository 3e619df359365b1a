package io.forebay.health;

import io.forebay.config.CheckPace;
import java.time.Duration;

/**
 * When a server is checked again. Pure arithmetic on nanoseconds of one clock; only differences of
 * times are compared, since the clock may start anywhere.
 */
final class Cadence {

  /** A backend in which no server is up is checked this often, or by its interval if shorter. */
  private static final Duration NO_SERVER_INTERVAL = Duration.ofMillis(250);

  private static final double GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

  private final Grid up;
  private final Grid down;
  private final long fast;
  private final long noServer;

  Cadence(int serverId, CheckPace pace) {
    up = Grid.of(serverId, pace.interval().toNanos());
    down = Grid.of(serverId, pace.downInterval().toNanos());
    fast = pace.fastInterval().toNanos();
    noServer = Math.min(NO_SERVER_INTERVAL.toNanos(), up.interval());
  }

  /** While the server is up and nothing speaks against it. */
  long up(long firstBegan, long began) {
    return up.next(firstBegan, began);
  }

  /** While the server is down and nothing speaks against it. */
  long down(long firstBegan, long began) {
    return down.next(firstBegan, began);
  }

  /** After a check that speaks against the server's state and has not changed it yet. */
  long inTransition(long ended) {
    return ended + fast;
  }

  /** While nobody in the backend can serve. */
  long noServer(long began) {
    return began + noServer;
  }

  /**
   * First checks run all at once. From then on each server has its own phase within the interval,
   * and its checks stand on the grid first + phase + k * interval.
   */
  private record Grid(long interval, long phase) {

    /*
     * The phase is the fractional part of id * golden ratio: however many servers there are,
     * numbered from 1, the phases lie about evenly. The next check stands on the last grid point
     * that is at most one interval after the last one began: in the steady state that is one
     * interval exactly, and a server that was checked faster for a while returns to its phase
     * without a longer gap.
     */

    static Grid of(int serverId, long interval) {
      double turns = serverId * GOLDEN_RATIO;
      return new Grid(interval, (long) (interval * (turns - Math.floor(turns))));
    }

    /** The last point of the grid that is after {@code began} by one interval or less. */
    long next(long firstBegan, long began) {
      long offGrid = Math.floorMod(began - firstBegan - phase, interval);
      return began + interval - offGrid;
    }
  }
}
