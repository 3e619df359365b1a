package io.forebay.admin.stats;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one listener, backend or server: rates, the last minute and the last ten
 * minutes. Confined to its recorder.
 *
 * <p>Of one that has had a request it is about 3 KiB: 120 points of four floats, a minute of
 * histograms of 15 buckets, eleven looks at its counter. Of others it is a tenth of that.
 */
final class Series {

  private static final double P99 = 0.99;

  private final Rate rate = new Rate();
  private @Nullable Minute minute;
  private @Nullable Points points;
  private int steps;
  private long errorsBefore;
  private long mostInFlight;

  /** Of one that is remembered from now on, whatever was counted of it before. */
  Series(Tally now, long errors) {
    errorsBefore = errors;
    if (now.requests() > 0) {
      begin(now);
    }
  }

  private Minute begin(Tally now) {
    Minute begun = new Minute(now.buckets().length);
    begun.note(now);
    minute = begun;
    points = new Points(Math.min(steps, History.POINTS));
    return begun;
  }

  /** To be called every second. */
  void second(long nanos, long requests, long inFlight) {
    rate.look(nanos, requests);
    mostInFlight = Math.max(mostInFlight, inFlight);
  }

  /**
   * To be called every {@link History#STEP_SECONDS} seconds.
   *
   * @param seconds since the last time
   * @param errors of it so far
   */
  void step(Tally now, double seconds, long errors, long inFlight) {
    boolean silent = now.requests() == 0 && errors == errorsBefore && inFlight == 0;
    Minute known = minute == null && !silent ? begin(Tally.NONE) : minute;
    steps++;
    if (known == null || points == null) {
      return;
    }
    long[] came = known.sinceLast(now);
    known.note(now);
    points.add(
        (float) (Quantiles.sum(came) / seconds),
        (float) (Math.max(0, errors - errorsBefore) / seconds),
        (float) Quantiles.millis(P99, came),
        inFlight);
    errorsBefore = errors;
  }

  /** All that is to be told of it. */
  Remembered told(Tally now) {
    Minute known = minute;
    return new Remembered(
        rate.told(),
        known == null ? now.latency() : Quantiles.latency(known.since(now), known.nanosSince(now)),
        known == null ? now.requests() : Quantiles.sum(known.since(now)),
        mostInFlight,
        history());
  }

  private History history() {
    if (points != null) {
      return points.history();
    }
    int length = Math.min(steps, History.POINTS);
    float[] zeros = new float[length];
    float[] none = new float[length];
    Arrays.fill(none, Float.NaN);
    return new History(History.STEP_SECONDS, zeros, zeros, none, zeros);
  }
}
