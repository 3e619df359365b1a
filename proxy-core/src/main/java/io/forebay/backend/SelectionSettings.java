package io.forebay.backend;

/**
 * What becomes of servers that are down when few or none are up.
 *
 * @param panicPercent below this share of a group all of its servers are used, 0 to 100; 0 for
 *     never
 * @param tryAll whether all are used while none is up and requests are not held, or no longer
 */
public record SelectionSettings(int panicPercent, boolean tryAll) {

  /** They get nothing. */
  public static final SelectionSettings NONE = new SelectionSettings(0, false);

  /** Whether servers that are down are used while none is up. */
  boolean isLastResort() {
    return tryAll || panicPercent > 0;
  }
}
