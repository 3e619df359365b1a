package io.forebay.http;

/** Is told how long a server takes for its answers. Event loop only. */
public interface AnswerTimes {

  /** An answer of {@code status} began {@code nanos} after the request. */
  void onAnswered(int status, long nanos);

  /** A request failed {@code nanos} after it was begun, before its answer or within it. */
  void onFailed(long nanos);

  /** The client gave up {@code nanos} after the request was begun, before its answer. */
  void onAbandoned(long nanos);
}
