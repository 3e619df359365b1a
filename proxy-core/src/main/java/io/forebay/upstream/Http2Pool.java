package io.forebay.upstream;

import io.forebay.backend.Server;
import io.forebay.backend.UpstreamSettings;
import io.forebay.config.HttpProtocol;
import io.forebay.http.ProxyError;
import io.forebay.http.UpstreamStream;
import io.forebay.http.Worker;
import io.forebay.http2.Http2ClientConnection;
import io.forebay.http2.Http2Owner;
import io.forebay.net.Transport;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pool of HTTP/2 connections, each for many requests: usually one, and more while all are full.
 * The oldest one with room is taken, so that surplus ones become idle and time out. Event loop
 * only.
 */
final class Http2Pool extends ConnectionPool implements Http2Owner {

  private final List<Http2Opening> openings = new ArrayList<>();
  private final List<Http2ClientConnection> open = new ArrayList<>();
  private final ArrayDeque<Http2ClientConnection> idle = new ArrayDeque<>();
  private @Nullable UpstreamSettings latest;

  Http2Pool(Worker worker, Transport transport, Server server, IdleCount idleOfLoop) {
    super(worker, transport, server, idleOfLoop);
  }

  // ---- for a request ----

  @Override
  public @Nullable UpstreamStream poll(boolean once) {
    long now = worker.clock().recent();
    for (int i = 0; i < open.size(); i++) {
      Http2ClientConnection connection = open.get(i);
      if (connection.isFit(now, once)) {
        return newStream(connection);
      }
    }
    return null;
  }

  private UpstreamStream newStream(Http2ClientConnection connection) {
    UpstreamStream stream = connection.newStream();
    if (connection.isIdle()) {
      notIdle(connection);
    }
    onPolled();
    return stream;
  }

  private void notIdle(Http2ClientConnection connection) {
    if (idle.remove(connection)) {
      idleOfLoop.removed();
    }
  }

  @Override
  public @Nullable Connecting connect(
      UpstreamSettings settings, int connectMillis, ConnectListener listener) {
    long now = worker.clock().recent();
    Http2Opening opening = joinable(now, TimeUnit.MILLISECONDS.toNanos(connectMillis));
    boolean joins = opening != null;
    if (opening == null) {
      Channel socket = newSocket(listener);
      if (socket == null) {
        return null;
      }
      opening = opening(settings, socket, now);
    }
    Connecting waiter = new Connecting(this, opening, listener, now);
    opening.add(waiter);
    onConnecting(waiter, connectMillis);
    if (!joins) {
      opening.start(bootstrap());
    }
    return waiter;
  }

  private @Nullable Http2Opening joinable(long now, long nanos) {
    for (Http2Opening opening : openings) {
      if (opening.mayJoin(now, nanos)) {
        return opening;
      }
    }
    return null;
  }

  private Http2Opening opening(UpstreamSettings settings, Channel socket, long now) {
    latest = settings;
    boolean secure = server.protocol() == HttpProtocol.H2;
    Http2ClientConnection connection =
        new Http2ClientConnection(
            worker, this, settings.http2(), settings.keepAlive(), settings.idleNanos(), secure);
    int room = settings.keepAlive() ? settings.http2().maxStreams() : 1;
    Http2Opening opening = new Http2Opening(this, connection, socket, room, now);
    openings.add(opening);
    return opening;
  }

  // ---- what becomes of connections ----

  void onOpeningEnded(Http2Opening opening) {
    openings.remove(opening);
  }

  private @Nullable Http2Opening openingOf(Http2ClientConnection connection) {
    for (Http2Opening opening : openings) {
      if (opening.connection() == connection) {
        return opening;
      }
    }
    return null;
  }

  @Override
  public void onReady(Http2ClientConnection connection) {
    Http2Opening opening = openingOf(connection);
    onOpened();
    open.add(connection);
    if (opening == null) {
      return;
    }
    openings.remove(opening);
    boolean useful = connection.hasRoom();
    List<Connecting> left = new ArrayList<>();
    for (Connecting waiter : opening.take()) {
      if (!useful) {
        waiter.failed(ProxyError.STREAM_REFUSED);
      } else if (waiter.isWaiting() && connection.hasRoom()) {
        waiter.connected(newStream(connection));
      } else {
        left.add(waiter);
      }
    }
    left.removeIf(it -> !it.isWaiting());
    if (!left.isEmpty()) {
      moveOn(left);
    }
  }

  /** The server allows less at a time than waited: the rest needs one more connection. */
  private void moveOn(List<Connecting> waiters) {
    UpstreamSettings settings = latest;
    Channel socket = settings == null ? null : newSocket();
    if (settings == null || socket == null) {
      waiters.forEach(it -> it.failed(ProxyError.NO_SOCKET));
      return;
    }
    Http2Opening next = opening(settings, socket, worker.clock().recent());
    for (Connecting waiter : waiters) {
      waiter.moveTo(next);
      next.add(waiter);
    }
    next.start(bootstrap());
  }

  @Override
  public boolean onIdle(Http2ClientConnection connection, int maxIdle) {
    if (isClosed() || idle.size() >= maxIdle || !server.isWanted()) {
      return false;
    }
    if (!idle.contains(connection)) {
      idle.addLast(connection);
      idleOfLoop.added();
    }
    return true;
  }

  @Override
  public void onClosed(Http2ClientConnection connection) {
    if (open.remove(connection)) {
      server.connectionClosed();
    }
    notIdle(connection);
    Http2Opening opening = openingOf(connection);
    if (opening != null) {
      opening.onFailed(ProxyError.CONNECT_FAILED);
    }
  }

  // ---- all of them ----

  @Override
  long waitedNanos(long now) {
    long waited = -1;
    for (Http2ClientConnection connection : open) {
      waited = Math.max(waited, connection.waitedNanos(now));
    }
    return waited;
  }

  @Override
  void offerSentElsewhere() {
    List.copyOf(open).forEach(Http2ClientConnection::offerElsewhere);
  }

  @Override
  boolean closeOldest() {
    Http2ClientConnection oldest = idle.pollFirst();
    if (oldest == null) {
      return false;
    }
    idleOfLoop.removed();
    oldest.retire();
    return true;
  }

  @Override
  void close() {
    super.close();
    List.copyOf(open).forEach(Http2ClientConnection::retire);
  }

  @Override
  void evictUsed(ProxyError reason) {
    List.copyOf(open).forEach(it -> it.evict(reason));
  }
}
