package io.forebay.upstream;

import io.forebay.backend.ResponseTime;
import io.forebay.backend.Server;
import io.forebay.backend.ServerGuard;
import io.forebay.backend.UpstreamSettings;
import io.forebay.http.HeadLimits;
import io.forebay.http.ProxyError;
import io.forebay.http.Worker;
import io.forebay.http1.Http1ClientConnection;
import io.forebay.http1.UpstreamOwner;
import io.forebay.net.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one server. Idle ones are taken last in, first out, so that
 * surplus ones stay idle and time out. Event loop only.
 */
public final class ConnectionPool implements UpstreamOwner {

  private final Worker worker;
  private final Transport transport;
  private final Server server;
  private final Bootstrap bootstrap;
  private final ArrayDeque<Http1ClientConnection> idle = new ArrayDeque<>();
  private final Set<Http1ClientConnection> open = new HashSet<>();
  private final Set<Connecting> connecting = new HashSet<>();
  private final SilenceWatch watch;
  private final IdleCount idleOfLoop;
  private boolean closed;

  ConnectionPool(Worker worker, Transport transport, Server server, IdleCount idleOfLoop) {
    this.worker = worker;
    this.idleOfLoop = idleOfLoop;
    this.transport = transport;
    this.server = server;
    this.watch = new SilenceWatch(worker, this::look);
    this.bootstrap =
        new Bootstrap()
            .group(worker.eventLoop())
            .remoteAddress(transport.inItsForm(server.address()))
            // A server may refuse a body by its answer: a failed write must not drop that unread.
            .option(ChannelOption.AUTO_CLOSE, false)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Transport.WATER_MARK);
    if (server.address() instanceof InetSocketAddress) {
      bootstrap.option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true);
    }
  }

  /** The server that this pool connects to. */
  public Server server() {
    return server;
  }

  /**
   * An idle connection that is fit for a request, or null.
   *
   * @param once whether the request cannot be sent a second time
   */
  public @Nullable Http1ClientConnection poll(boolean once) {
    long now = worker.clock().recent();
    for (Http1ClientConnection connection; (connection = idle.pollLast()) != null; ) {
      idleOfLoop.removed();
      if (connection.isFit(now, once)) {
        watch.begun();
        return connection;
      }
      connection.close();
    }
    return null;
  }

  /**
   * Opens a connection for {@code listener}, which may take {@code connectMillis}.
   *
   * @return null if there is no socket, of which the listener is told later as of every failure
   */
  public @Nullable Connecting connect(
      UpstreamSettings settings, int connectMillis, ConnectListener listener) {
    Channel socket;
    try {
      socket = transport.newSocket(server.address());
    } catch (ChannelException e) {
      worker.eventLoop().execute(() -> listener.onConnectFailed(ProxyError.NO_SOCKET));
      return null;
    }
    Http1ClientConnection connection =
        new Http1ClientConnection(worker, this, HeadLimits.DEFAULT, settings.keepAlive());
    Connecting begun = new Connecting(this, connection, listener, socket, worker.clock().recent());
    connecting.add(begun);
    watch.begun();
    begun.start(bootstrap, connectMillis);
    return begun;
  }

  void onConnectEnded(Connecting ended) {
    worker.clock().nanos();
    connecting.remove(ended);
  }

  void onOpened(Http1ClientConnection connection) {
    server.connectionOpened();
    open.add(connection);
  }

  @Override
  public boolean onReleased(Http1ClientConnection connection, int maxIdle) {
    if (closed || idle.size() >= maxIdle || !server.isWanted()) {
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
  public void onAnswered(int status, long nanos) {
    ResponseTime time = server.responseTime();
    if (time == null) {
      return;
    }
    if (status >= 500) {
      time.failed(nanos, worker.clock().recent());
    } else {
      time.answered(nanos, worker.clock().recent());
    }
  }

  @Override
  public void onFailed(long nanos) {
    ResponseTime time = server.responseTime();
    if (time != null) {
      time.failed(nanos, worker.clock().recent());
    }
  }

  @Override
  public void onAbandoned(long nanos) {
    ResponseTime time = server.responseTime();
    if (time != null) {
      time.abandoned(nanos, worker.clock().recent());
    }
  }

  // ---- what waits for the server ----

  /**
   * Looks at what waits for a first byte: tells the server's guard where it is silent, and offers
   * it to go elsewhere where the server is down.
   *
   * @return how long the oldest of it has waited, in nanoseconds; less than 0 if nothing waits
   */
  private long look(long now) {
    long waited = -1;
    for (Http1ClientConnection connection : open) {
      waited = Math.max(waited, connection.waitedNanos(now));
    }
    for (Connecting begun : connecting) {
      waited = Math.max(waited, now - begun.begunAt());
    }
    ServerGuard guard = server.guard();
    if (guard != null && waited >= SilenceWatch.SILENT_NANOS) {
      guard.silent();
    }
    if (waited >= 0 && !server.state().isEligible()) {
      offerElsewhere();
    }
    return waited;
  }

  /** Offers all requests without a byte of an answer to go to another server. */
  void offerElsewhere() {
    List.copyOf(connecting).forEach(Connecting::offerElsewhere);
    List.copyOf(open).forEach(Http1ClientConnection::offerElsewhere);
  }

  // ---- end ----

  /** Closes the connection that has been idle longest. Returns false if there is none. */
  boolean closeOldest() {
    Http1ClientConnection oldest = idle.pollFirst();
    if (oldest == null) {
      return false;
    }
    idleOfLoop.removed();
    oldest.close();
    return true;
  }

  /** Closes what is idle now; what is in use is closed when it is given back. */
  void close() {
    closed = true;
    closeIdle();
  }

  /** Closes what is idle now. */
  void closeIdle() {
    while (closeOldest()) {
      // The next one is the oldest now.
    }
  }

  /**
   * Ends all connections, and what is under way on them by {@code reason}; requests without a byte
   * of an answer go to other servers if they can.
   */
  void evict(ProxyError reason) {
    closeIdle();
    offerElsewhere();
    List.copyOf(open).forEach(it -> it.evict(reason));
  }

  /** Counts the idle connections of all pools of the loop. */
  interface IdleCount {

    void added();

    void removed();
  }
}
