package io.forebay.health;

import java.time.Duration;
import java.util.function.Consumer;

/** A way to find out whether one server works. Control loop only. */
interface Probe {

  /**
   * Starts one check. It ends within {@code timeout} and leaves nothing open.
   *
   * @param done told once, on the control loop, perhaps before this returns; never after a cancel
   */
  Attempt start(Duration timeout, Consumer<ProbeResult> done);

  /** A check that may still be under way. */
  interface Attempt {

    /** Has it end within this time from now; it never gets more time than it had. */
    void endWithin(Duration rest);

    /** Ends it without a result; nothing happens if it has ended. */
    void cancel();
  }
}
