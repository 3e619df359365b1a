package io.forebay.admin.stats;

import java.util.Arrays;

/** The points of a {@link History}, in a ring of fixed size. Confined to its recorder. */
final class Points {

  private final float[] requests = new float[History.POINTS];
  private final float[] errors = new float[History.POINTS];
  private final float[] p99 = new float[History.POINTS];
  private final float[] inFlight = new float[History.POINTS];
  private int added;

  /**
   * @param before points at which nothing had happened yet
   */
  Points(int before) {
    this.added = before;
    Arrays.fill(p99, Float.NaN);
  }

  void add(float requests, float errors, float p99, float inFlight) {
    int at = added % History.POINTS;
    this.requests[at] = requests;
    this.errors[at] = errors;
    this.p99[at] = p99;
    this.inFlight[at] = inFlight;
    added++;
  }

  History history() {
    return new History(
        History.STEP_SECONDS, inOrder(requests), inOrder(errors), inOrder(p99), inOrder(inFlight));
  }

  private float[] inOrder(float[] ring) {
    int length = Math.min(added, History.POINTS);
    float[] all = new float[length];
    for (int i = 0; i < length; i++) {
      all[i] = ring[(added - length + i) % History.POINTS];
    }
    return all;
  }
}
