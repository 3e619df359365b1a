package io.forebay.http2;

import io.forebay.http.AnswerTimes;
import io.forebay.stats.ByteCells;

/** Who keeps HTTP/2 connections to a server. Event loop only. */
public interface Http2Owner extends AnswerTimes {

  /** Where the connections count their bytes. */
  ByteCells bytes();

  /** The server has said what it allows: {@code connection} takes requests. Called once at most. */
  void onReady(Http2ClientConnection connection);

  /**
   * Nothing is under way on {@code connection} any more, and it may serve others.
   *
   * @param maxIdle how many idle connections are kept
   * @return false if it is not kept, so that it closes
   */
  boolean onIdle(Http2ClientConnection connection, int maxIdle);

  /** {@code connection} is gone, idle or not. Called once. */
  void onClosed(Http2ClientConnection connection);

  /** The encryption of a connection that stood has failed, which is its end. */
  void onTlsFailed(Throwable cause);
}
