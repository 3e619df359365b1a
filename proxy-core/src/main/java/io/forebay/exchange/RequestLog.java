package io.forebay.exchange;

import io.forebay.http.Worker;

/** Where the requests of a route are logged. Immutable; shared by all event loops. */
public interface RequestLog {

  /**
   * Logs {@code exchange}, which has ended; keeps neither it nor its head. Event loop of {@code
   * worker} only, which it never blocks.
   */
  void write(Exchange exchange, Worker worker);

  /** Whether a connection on which nothing arrived is left out. */
  boolean skipsEmptyConnections();
}
