package io.forebay.http1;

import io.forebay.http.AnswerTimes;
import io.forebay.stats.ByteCells;

/** Who keeps idle connections to a server. Event loop only. */
public interface UpstreamOwner extends AnswerTimes {

  /** Where the connections count their bytes. */
  ByteCells bytes();

  /**
   * The exchange on {@code connection} is over, and it may serve another one.
   *
   * @param maxIdle how many idle connections are kept
   * @return false if it is not kept, so that it closes
   */
  boolean onReleased(Http1ClientConnection connection, int maxIdle);

  /** {@code connection} is gone, idle or not. Called once. */
  void onClosed(Http1ClientConnection connection);

  /** The encryption of a connection that stood has failed, which is its end. */
  void onTlsFailed(Throwable cause);
}
