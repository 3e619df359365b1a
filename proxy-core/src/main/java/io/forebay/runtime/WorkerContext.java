package io.forebay.runtime;

import io.forebay.exchange.ExchangeServices;
import io.forebay.http.ClientConnection;
import io.forebay.http.ConnectionTracker;
import io.forebay.http.DownstreamConnection;
import io.forebay.http.ProxyError;
import io.forebay.http.Worker;
import io.forebay.inspect.LoopRejections;
import io.forebay.inspect.Session;
import io.forebay.inspect.SessionQuery;
import io.forebay.inspect.Sessions;
import io.forebay.stats.ByteCells;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A worker and the client connections on it. Event loop only. */
final class WorkerContext {

  private final ExchangeServices services;
  private final ConnectionLimit total;
  private final LoopRejections rejections;
  private final Map<DownstreamConnection, Session.Origin> connections = new HashMap<>();
  private final LoopLag lag = new LoopLag(System::nanoTime);
  private boolean draining;
  private long opened;

  WorkerContext(ExchangeServices services, ConnectionLimit total, LoopRejections rejections) {
    this.services = services;
    this.total = total;
    this.rejections = rejections;
    lag.start(services.worker().eventLoop());
  }

  /** How late its loop is; any thread. */
  LoopLag lag() {
    return lag;
  }

  Worker worker() {
    return services.worker();
  }

  ExchangeServices services() {
    return services;
  }

  /** What it refuses. */
  LoopRejections rejections() {
    return rejections;
  }

  /** A tracker for the connections of one listener, which count against {@code limit} too. */
  ConnectionTracker tracker(String listener, int listenerId, ConnectionLimit limit) {
    AbuseReports abuse = new AbuseReports(worker(), listenerId);
    ByteCells bytes = worker().stats().ofListener(listenerId);
    return new ConnectionTracker() {
      @Override
      public ByteCells bytes() {
        return bytes;
      }

      @Override
      public void opened(DownstreamConnection connection) {
        connections.put(connection, origin(listener));
        worker().stats().connectionsOpened.add(listenerId, 1);
        if (draining) {
          connection.drain();
        }
      }

      @Override
      public void replaced(DownstreamConnection before, DownstreamConnection next) {
        Session.Origin origin = connections.remove(before);
        connections.put(next, origin == null ? origin(listener) : origin);
        if (draining) {
          next.drain();
        }
      }

      @Override
      public void abused(ClientConnection client) {
        abuse.report(client);
      }

      @Override
      public void violated(ClientConnection client, String rule, String detail) {
        byte[] peer = client.peerText();
        rejections.connection(
            listener,
            Ascii.text(peer, 0, peer.length),
            "http2_" + rule,
            detail.isEmpty() ? null : detail);
      }

      @Override
      public void closed(DownstreamConnection connection) {
        if (connections.remove(connection) != null) {
          worker().stats().connectionsClosed.add(listenerId, 1);
        }
        limit.closed();
        total.closed();
      }
    };
  }

  private Session.Origin origin(String listener) {
    opened++;
    return new Session.Origin(worker().index() + "-" + opened, listener, worker().clock().recent());
  }

  /** The connections that {@code query} wants, a few moments later. Any thread. */
  CompletableFuture<Sessions> sessions(SessionQuery query) {
    return CompletableFuture.supplyAsync(
            () -> new SessionSearch(connections, worker(), query).begin(), worker().eventLoop())
        .thenCompose(it -> it);
  }

  /** From now on every answer is the last on its connection. */
  void drain() {
    draining = true;
    forEach(DownstreamConnection::drain);
  }

  /**
   * Tells the ends of tunnels that we go away, where they have words for that; how many it told.
   */
  int endTunnels() {
    worker().clock().nanos();
    int told = 0;
    for (DownstreamConnection connection : new ArrayList<>(connections.keySet())) {
      told += connection.endTunnel(ProxyError.DRAIN_DEADLINE) ? 1 : 0;
    }
    return told;
  }

  /** Does {@code action} with every connection, some of which it may close. */
  void forEach(Consumer<DownstreamConnection> action) {
    List<DownstreamConnection> all = new ArrayList<>(connections.keySet());
    all.forEach(action);
  }
}
