package io.forebay.backend;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long a server has lately taken to the first byte of an answer: a moving average that jumps up
 * to each peak and comes down with a half-life of 5 s. Times in nanoseconds, by the clock of the
 * event loops. Any event loop.
 */
public final class ResponseTime {

  /*
   * Peak EWMA, after Finagle's balancer of that name: a sample above the average becomes the
   * average, one below it moves it by 1 - 2^(-t/5s), where t is the time since the last sample. What
   * failed counts as slow, so that a server which fails fast does not draw the requests.
   *
   * One long holds both numbers, so that a sample is one compare-and-set: the average as a float in
   * the upper half, the time of the last sample in wrapping milliseconds in the lower one. An
   * average of 0 means that there was no sample.
   */

  /** What a failure counts as, and an answer that a server without a sample still owes. */
  public static final long FAILURE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final double DECAY_PER_MILLI = -Math.log(2) / 5_000;
  private static final int NANOS_PER_MILLI = 1_000_000;

  /** Loops read their clocks at different moments: a little backwards is now. */
  private static final int CLOCKS_APART_MILLIS = 60_000;

  private static final int PADDED_CELLS = 16;
  private static final int CELL = PADDED_CELLS / 2;

  private final AtomicLongArray state = new AtomicLongArray(PADDED_CELLS);

  /** An answer began after {@code nanos}. */
  public void answered(long nanos, long now) {
    long old;
    long next;
    do {
      old = state.get(CELL);
      float average = average(old);
      double kept = kept(old, now);
      float moved =
          nanos >= average ? Math.max(nanos, 1) : (float) (average * kept + nanos * (1 - kept));
      next = pack(moved, now);
    } while (next != old && !state.weakCompareAndSetVolatile(CELL, old, next));
  }

  /** There was no answer, or one that says that the server failed, after {@code nanos}. */
  public void failed(long nanos, long now) {
    atLeast(Math.max(nanos, FAILURE_NANOS), now);
  }

  /** Nobody waits any more, after {@code nanos}: it takes at least as long. */
  public void abandoned(long nanos, long now) {
    atLeast(nanos, now);
  }

  private void atLeast(long nanos, long now) {
    long old;
    do {
      old = state.get(CELL);
      if (nanos < average(old)) {
        return;
      }
    } while (!state.weakCompareAndSetVolatile(CELL, old, pack(nanos, now)));
  }

  /**
   * The average; 0 without a sample.
   *
   * @param decayed whether to let it fade for the time since the last sample, so that a server that
   *     nobody uses is tried again. Not for one that owes answers: it may hang
   */
  public double nanos(long now, boolean decayed) {
    long seen = state.getOpaque(CELL);
    float average = average(seen);
    return decayed && average > 0 ? average * kept(seen, now) : average;
  }

  private static double kept(long state, long now) {
    int millis = (int) (now / NANOS_PER_MILLI) - (int) state;
    if (millis < 0) {
      return millis > -CLOCKS_APART_MILLIS ? 1 : 0;
    }
    return millis == 0 ? 1 : Math.exp(millis * DECAY_PER_MILLI);
  }

  private static float average(long state) {
    return Float.intBitsToFloat((int) (state >>> Integer.SIZE));
  }

  private static long pack(float average, long now) {
    return (long) Float.floatToRawIntBits(average) << Integer.SIZE
        | ((int) (now / NANOS_PER_MILLI) & 0xffff_ffffL);
  }
}
