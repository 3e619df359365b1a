package io.forebay.runtime;

import io.forebay.http.ConnectionView;
import io.forebay.http.DownstreamConnection;
import io.forebay.http.Worker;
import io.forebay.inspect.Session;
import io.forebay.inspect.SessionQuery;
import io.forebay.inspect.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Looks through the connections of one event loop, few at a time: what the loop is there for comes
 * between. Event loop only.
 */
final class SessionSearch {

  /** So many are looked at in one turn. */
  static final int SLICE = 256;

  private static final long PAUSE_NANOS = 1_000_000;

  private final Map<DownstreamConnection, Session.Origin> connections;
  private final List<DownstreamConnection> all;
  private final Worker worker;
  private final SessionQuery query;
  private final List<Session> shown = new ArrayList<>();
  private final CompletableFuture<Sessions> found = new CompletableFuture<>();
  private int next;
  private int total;

  /**
   * A search through {@code connections}, which may change meanwhile.
   *
   * @param connections those that are open
   */
  SessionSearch(
      Map<DownstreamConnection, Session.Origin> connections, Worker worker, SessionQuery query) {
    this.connections = connections;
    this.all = new ArrayList<>(connections.keySet());
    this.worker = worker;
    this.query = query;
  }

  /** What it finds, later. */
  CompletableFuture<Sessions> begin() {
    look();
    return found;
  }

  private void look() {
    try {
      long now = worker.clock().nanos();
      int end = Math.min(all.size(), next + SLICE);
      while (next < end) {
        examine(all.get(next++), now);
      }
    } catch (RuntimeException e) {
      found.completeExceptionally(e);
      return;
    }
    if (next < all.size()) {
      // A task that only follows would come before the loop looks at its sockets again.
      worker.eventLoop().schedule(this::look, PAUSE_NANOS, TimeUnit.NANOSECONDS);
    } else {
      found.complete(new Sessions(List.copyOf(shown), total));
    }
  }

  private void examine(DownstreamConnection connection, long now) {
    Session.Origin origin = connections.get(connection);
    if (origin == null) {
      // It has closed meanwhile.
      return;
    }
    ConnectionView view = connection.view();
    if (query.matches(origin.listener(), view)) {
      total++;
      if (shown.size() < query.limit()) {
        shown.add(Session.of(origin, view, now));
      }
    }
  }
}
