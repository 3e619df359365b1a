package io.forebay.http;

/** The server's end of an exchange, whichever protocol it speaks. Event loop only. */
public interface UpstreamStream extends HttpStream {

  /**
   * Starts an exchange. Called once, before anything is written.
   *
   * @param listener who is told of the answer
   * @param serverNanos time without progress that the server may take
   */
  void begin(ResponseListener listener, long serverNanos);

  /**
   * Whether its connection lay idle before, so that the server may have closed it meanwhile. Asked
   * of a stream on a connection that was kept.
   */
  boolean mayBeStale();

  /**
   * Ends an exchange whose answer is complete; its connection may serve others. The caller forgets
   * the stream.
   *
   * @param idleNanos after which an idle connection is closed, sooner if its server said so
   * @param maxIdle how many idle connections to the server are kept, this one among them
   */
  void release(long idleNanos, int maxIdle);
}
