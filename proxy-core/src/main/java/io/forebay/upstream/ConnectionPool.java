package io.forebay.upstream;

import io.forebay.backend.ResponseTime;
import io.forebay.backend.Server;
import io.forebay.backend.ServerGuard;
import io.forebay.backend.ServerTls;
import io.forebay.backend.UpstreamSettings;
import io.forebay.http.AnswerTimes;
import io.forebay.http.ProxyError;
import io.forebay.http.UpstreamStream;
import io.forebay.http.Worker;
import io.forebay.net.Transport;
import io.forebay.stats.ByteCells;
import io.forebay.stats.ServerCount;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one server, and the requests that wait for them. What it is
 * made of depends on the protocol of the server. Event loop only.
 */
public abstract class ConnectionPool implements AnswerTimes {

  final Worker worker;
  final Server server;
  final IdleCount idleOfLoop;
  private final Transport transport;
  private final Bootstrap bootstrap;
  private final Set<Connecting> connecting = new HashSet<>();
  private final SilenceWatch watch;
  private final ByteCells bytes;
  private boolean closed;

  ConnectionPool(Worker worker, Transport transport, Server server, IdleCount idleOfLoop) {
    this.worker = worker;
    this.idleOfLoop = idleOfLoop;
    this.transport = transport;
    this.server = server;
    this.bytes = worker.stats().ofServer(server.id());
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

  /** The pool for the protocol of {@code server}. */
  static ConnectionPool of(Worker worker, Transport transport, Server server, IdleCount idle) {
    return server.isMultiplexed()
        ? new Http2Pool(worker, transport, server, idle)
        : new Http1Pool(worker, transport, server, idle);
  }

  /** The server that this pool connects to. */
  public final Server server() {
    return server;
  }

  /** Where connections to it count their bytes. */
  public final ByteCells bytes() {
    return bytes;
  }

  /** A connection stands from now on. */
  final void onOpened() {
    server.connectionOpened();
    worker.stats().servers.add(ServerCount.CONNECTIONS.cell(server.id()), 1);
  }

  // ---- for a request ----

  /**
   * A stream on a connection that stands and is fit for a request, or null.
   *
   * @param once whether the request cannot be sent a second time
   */
  public abstract @Nullable UpstreamStream poll(boolean once);

  /**
   * Opens a connection for {@code listener}, which may take {@code connectMillis}; or has it wait
   * for one that is being opened.
   *
   * @return null if there is no socket, of which the listener is told later as of every failure
   */
  public abstract @Nullable Connecting connect(
      UpstreamSettings settings, int connectMillis, ConnectListener listener);

  /** A socket for a new connection; null if there is none, of which {@code listener} is told. */
  final @Nullable Channel newSocket(ConnectListener listener) {
    Channel socket = newSocket();
    if (socket == null) {
      worker.eventLoop().execute(() -> listener.onConnectFailed(ProxyError.NO_SOCKET));
    }
    return socket;
  }

  /** A socket for a new connection; null if there is none. */
  final @Nullable Channel newSocket() {
    try {
      return transport.newSocket(server.address());
    } catch (ChannelException e) {
      return null;
    }
  }

  final Bootstrap bootstrap() {
    return bootstrap;
  }

  /** A request begins to wait for a connection, and may do so for {@code connectMillis}. */
  final void onConnecting(Connecting waiter, int connectMillis) {
    connecting.add(waiter);
    worker.timer().set(waiter, waiter.begunAt() + TimeUnit.MILLISECONDS.toNanos(connectMillis));
    watch.begun();
  }

  final void onConnectEnded(Connecting ended) {
    worker.clock().nanos();
    worker.timer().cancel(ended);
    connecting.remove(ended);
  }

  /** A request begins to wait for its answer. */
  final void onPolled() {
    watch.begun();
  }

  /** Whether connections are not to be kept any more. */
  final boolean isClosed() {
    return closed;
  }

  /** The encryption of a connection that stood has failed. */
  public final void onTlsFailed(Throwable cause) {
    ServerTls tls = server.tls();
    if (tls != null) {
      tls.failures().failed(server, tls.client().reason(cause, server.address()));
    }
  }

  // ---- how fast the server is ----

  @Override
  public final void onAnswered(int status, long nanos) {
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
  public final void onFailed(long nanos) {
    ResponseTime time = server.responseTime();
    if (time != null) {
      time.failed(nanos, worker.clock().recent());
    }
  }

  @Override
  public final void onAbandoned(long nanos) {
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
    long waited = waitedNanos(now);
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

  /**
   * How long the oldest request that was sent whole has been without a byte of an answer; less than
   * 0 if none waits.
   */
  abstract long waitedNanos(long now);

  /** Offers all requests without a byte of an answer to go to another server. */
  final void offerElsewhere() {
    List.copyOf(connecting).forEach(Connecting::offerElsewhere);
    offerSentElsewhere();
  }

  /** The same for those that have a connection. */
  abstract void offerSentElsewhere();

  // ---- end ----

  /** Closes the connection that has been idle longest. Returns false if there is none. */
  abstract boolean closeOldest();

  /** Closes what is idle now; what is in use is closed when it is given back. */
  void close() {
    closed = true;
    closeIdle();
  }

  /** Closes what is idle now. */
  final void closeIdle() {
    while (closeOldest()) {
      // The next one is the oldest now.
    }
  }

  /**
   * Ends all connections, and what is under way on them by {@code reason}; requests without a byte
   * of an answer go to other servers if they can.
   */
  final void evict(ProxyError reason) {
    closeIdle();
    offerElsewhere();
    evictUsed(reason);
  }

  /** Ends all connections that are in use. */
  abstract void evictUsed(ProxyError reason);

  /** Counts the idle connections of all pools of the loop. */
  interface IdleCount {

    void added();

    void removed();
  }
}
