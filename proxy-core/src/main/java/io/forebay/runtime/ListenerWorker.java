package io.forebay.runtime;

import io.forebay.http.ClientConnection;
import io.forebay.http.ConnectionTracker;
import io.forebay.http.StreamAcceptor;
import io.forebay.http.Worker;
import io.forebay.http1.Http1ServerConnection;
import io.netty.channel.ChannelHandler;

/**
 * What all connections of one listener on one event loop share.
 *
 * @param listener the listener's name
 * @param id that of its metrics
 * @param worker the event loop
 * @param acceptor takes the requests
 * @param tracker counts the connections
 */
record ListenerWorker(
    String listener, int id, Worker worker, StreamAcceptor acceptor, ConnectionTracker tracker) {

  /**
   * The handler of a connection on which requests come.
   *
   * @param tracker this one's, or one that goes before it
   */
  ChannelHandler http1(
      ListenerSettings settings, ClientConnection client, ConnectionTracker tracker) {
    return new Http1ServerConnection(worker, settings.http(), acceptor, client, tracker);
  }
}
