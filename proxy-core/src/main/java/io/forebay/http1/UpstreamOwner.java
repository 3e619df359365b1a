package io.forebay.http1;

/** Who keeps idle connections to a server. Event loop only. */
public interface UpstreamOwner {

  /**
   * The exchange on {@code connection} is over, and it may serve another one.
   *
   * @param maxIdle how many idle connections are kept
   * @return false if it is not kept, so that it closes
   */
  boolean onReleased(Http1ClientConnection connection, int maxIdle);

  /** {@code connection} is gone, idle or not. Called once. */
  void onClosed(Http1ClientConnection connection);

  /** An answer of {@code status} began {@code nanos} after the request. */
  void onAnswered(int status, long nanos);

  /** A request failed {@code nanos} after it was begun, before its answer or within it. */
  void onFailed(long nanos);

  /** The client gave up {@code nanos} after the request was begun, before its answer. */
  void onAbandoned(long nanos);
}
