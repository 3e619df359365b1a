package io.forebay.runtime;

import io.forebay.http.ClientConnection;
import io.forebay.http.ConnectionTracker;
import io.forebay.http.DownstreamConnection;
import io.forebay.stats.ByteCells;

/**
 * Is told of a connection that takes the place of another one on its channel, once it is known what
 * the client speaks.
 *
 * @param tracker has been told of the other one
 * @param before the other one
 */
record Successor(ConnectionTracker tracker, DownstreamConnection before)
    implements ConnectionTracker {

  @Override
  public ByteCells bytes() {
    return tracker.bytes();
  }

  @Override
  public void opened(DownstreamConnection connection) {
    tracker.replaced(before, connection);
  }

  @Override
  public void replaced(DownstreamConnection before, DownstreamConnection next) {
    tracker.replaced(before, next);
  }

  @Override
  public void abused(ClientConnection client) {
    tracker.abused(client);
  }

  @Override
  public void violated(ClientConnection client, String rule, String detail) {
    tracker.violated(client, rule, detail);
  }

  @Override
  public void closed(DownstreamConnection connection) {
    tracker.closed(connection);
  }
}
