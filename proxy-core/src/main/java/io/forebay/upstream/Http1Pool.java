package io.forebay.upstream;

import io.forebay.backend.Server;
import io.forebay.backend.UpstreamSettings;
import io.forebay.config.SendProxy;
import io.forebay.http.HeadLimits;
import io.forebay.http.ProxyError;
import io.forebay.http.Worker;
import io.forebay.http1.Http1ClientConnection;
import io.forebay.http1.UpstreamOwner;
import io.forebay.net.Transport;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pool of HTTP/1 connections, each for one request at a time. Idle ones are taken last in, first
 * out, so that surplus ones stay idle and time out. Event loop only.
 */
final class Http1Pool extends ConnectionPool implements UpstreamOwner {

  private final ArrayDeque<Http1ClientConnection> idle = new ArrayDeque<>();
  private final Set<Http1ClientConnection> open = new HashSet<>();

  Http1Pool(Worker worker, Transport transport, Server server, IdleCount idleOfLoop) {
    super(worker, transport, server, idleOfLoop);
  }

  @Override
  public @Nullable Http1ClientConnection poll(boolean once) {
    long now = worker.clock().recent();
    for (Http1ClientConnection connection; (connection = idle.pollLast()) != null; ) {
      idleOfLoop.removed();
      if (connection.isFit(now, once)) {
        onPolled();
        return connection;
      }
      connection.close();
    }
    return null;
  }

  @Override
  public @Nullable Connecting connect(
      UpstreamSettings settings, int connectMillis, ConnectListener listener) {
    Channel socket = newSocket(listener);
    if (socket == null) {
      return null;
    }
    SendProxy sendProxy = server.endpoint().sendProxy();
    // A connection that was begun for one client is not for another.
    boolean keepAlive = settings.keepAlive() && sendProxy == SendProxy.NONE;
    Http1ClientConnection connection =
        new Http1ClientConnection(worker, this, HeadLimits.DEFAULT, keepAlive);
    Http1Opening opening =
        new Http1Opening(this, connection, socket, listener, worker.clock().recent());
    onConnecting(opening.waiter(), connectMillis);
    opening.start(bootstrap());
    return opening.waiter();
  }

  void onOpened(Http1ClientConnection connection) {
    onOpened();
    open.add(connection);
  }

  @Override
  public boolean onReleased(Http1ClientConnection connection, int maxIdle) {
    if (isClosed() || idle.size() >= maxIdle || !server.isWanted()) {
      return false;
    }
    idle.addLast(connection);
    idleOfLoop.added();
    return true;
  }

  @Override
  public void onClosed(Http1ClientConnection connection) {
    server.connectionClosed();
    open.remove(connection);
    if (idle.remove(connection)) {
      idleOfLoop.removed();
    }
  }

  @Override
  long waitedNanos(long now) {
    long waited = -1;
    for (Http1ClientConnection connection : open) {
      waited = Math.max(waited, connection.waitedNanos(now));
    }
    return waited;
  }

  @Override
  void offerSentElsewhere() {
    List.copyOf(open).forEach(Http1ClientConnection::offerElsewhere);
  }

  @Override
  boolean closeOldest() {
    Http1ClientConnection oldest = idle.pollFirst();
    if (oldest == null) {
      return false;
    }
    idleOfLoop.removed();
    oldest.close();
    return true;
  }

  @Override
  void evictUsed(ProxyError reason) {
    List.copyOf(open).forEach(it -> it.evict(reason));
  }
}
