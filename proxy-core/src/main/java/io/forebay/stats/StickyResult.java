package io.forebay.stats;

/** What has become of a client that is kept on a server by a cookie. */
public enum StickyResult {
  /** It was served by its server. */
  KEPT,
  /** It had none. */
  NEW,
  /** Its server could not be had, and it has another one now. */
  REBALANCED,
  /** What it sent is forged, expired, or of a server that is gone. */
  INVALID,
  /** Its server could not be had, and it was told so. */
  FAILED;

  private static final int COUNT = values().length;

  /** The cell that counts this for a backend. */
  public int cell(int backendId) {
    return backendId * COUNT + ordinal();
  }
}
