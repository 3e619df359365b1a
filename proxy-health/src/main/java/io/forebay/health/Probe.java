package io.forebay.health;

import java.util.function.Consumer;

/** A way to find out whether one server works. Control loop only. */
interface Probe {

  /**
   * Starts one check. It ends within the timeout of the probe and leaves nothing open.
   *
   * @param done told once, on the control loop, perhaps before this returns; never after a cancel
   */
  Attempt start(Consumer<ProbeResult> done);

  /** A check that may still be under way. */
  @FunctionalInterface
  interface Attempt {

    /** Ends it without a result; nothing happens if it has ended. */
    void cancel();
  }
}
