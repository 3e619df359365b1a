package io.forebay.stats;

/** Where {@link LoopStats} counts the TLS handshakes of a listener. */
public final class TlsHandshakes {

  /** More reasons for failures than there are. */
  private static final int REASONS = 32;

  private TlsHandshakes() {}

  /**
   * The cell of handshakes that succeeded.
   *
   * @param tls13 whether by TLS 1.3, not 1.2
   * @param resumed whether they went on with an earlier session
   */
  public static int cell(int listenerId, boolean tls13, boolean resumed) {
    return listenerId * 4 + (tls13 ? 2 : 0) + (resumed ? 1 : 0);
  }

  /**
   * The cell of handshakes that failed.
   *
   * @param reason its ordinal
   */
  public static int failureCell(int listenerId, int reason) {
    return listenerId * REASONS + reason;
  }
}
