package io.forebay.http1;

/** Is told of every client connection of one event loop. Event loop only. */
public interface ConnectionTracker {

  /** A connection is ready for its first request. */
  void opened(Http1ServerConnection connection);

  /** A connection is gone; called once for each that was opened. */
  void closed(Http1ServerConnection connection);
}
