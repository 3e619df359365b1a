package io.forebay.admin.stats;

/**
 * The last ten minutes, the oldest first; all of one length, 0 to 120. Not to be changed.
 *
 * @param stepSeconds between two of them
 * @param requests per second
 * @param errors 5xx and failures per second
 * @param p99 milliseconds; NaN without requests
 * @param inFlight requests under way
 */
public record History(
    int stepSeconds, float[] requests, float[] errors, float[] p99, float[] inFlight) {

  public static final int STEP_SECONDS = 5;
  public static final int POINTS = 120;
  public static final History NONE =
      new History(STEP_SECONDS, new float[0], new float[0], new float[0], new float[0]);
}
