package io.forebay.exchange;

import io.forebay.backend.Backend;
import io.forebay.backend.HostValue;
import io.forebay.backend.Outcome;
import io.forebay.backend.Server;
import io.forebay.http.ClientConnection;
import io.forebay.http.ProxyError;
import io.forebay.http.Side;
import io.forebay.http.UpstreamStream;
import io.forebay.http.Worker;
import io.forebay.net.ProxyHeader;
import io.forebay.upstream.ConnectListener;
import io.forebay.upstream.Connecting;
import io.forebay.upstream.ConnectionPool;
import org.jspecify.annotations.Nullable;

/**
 * The try of an exchange that is under way: the slot of one server, what its guard allows, and a
 * connection to it. Part of {@link Attempts} rather than an object of its own, which every request
 * would have to pay for. Event loop only.
 */
abstract class CurrentTry implements ConnectListener {

  private final Exchange exchange;
  private final Backend backend;
  private Permit permit = new Permit();
  private @Nullable Server server;
  private @Nullable Connecting connecting;
  private @Nullable UpstreamStream stream;
  private @Nullable TryDeadline deadline;
  private boolean tunnel;

  CurrentTry(Exchange exchange, Backend backend) {
    this.exchange = exchange;
    this.backend = backend;
  }

  final Exchange exchange() {
    return exchange;
  }

  final Backend backend() {
    return backend;
  }

  final Worker worker() {
    return exchange.services().worker();
  }

  final ExchangeObserver observer() {
    return exchange.services().observer();
  }

  final RouteSettings settings() {
    return exchange.plan().settings();
  }

  /** What the guard of its server allows. */
  final Permit permit() {
    return permit;
  }

  /** The server of which it holds a slot; null for none. */
  final @Nullable Server server() {
    return server;
  }

  /** Whether there is no connection yet, so that nothing was sent. */
  final boolean isConnecting() {
    return connecting != null;
  }

  /** Where the request goes; null while there is no connection. */
  final @Nullable UpstreamStream stream() {
    return stream;
  }

  // ---- connect ----

  /** Goes on with {@code allowed}, which came with another server. */
  final void permit(Permit allowed) {
    permit = allowed;
  }

  /**
   * Takes over the slot of {@code picked} that was reserved.
   *
   * @param fresh whether no connection will do that was kept
   * @param once whether the request cannot be sent a second time
   */
  final void begin(Server picked, boolean fresh, boolean once) {
    server = picked;
    exchange.server(picked);
    ConnectionPool pool = exchange.services().pools().of(picked);
    UpstreamStream idle = fresh ? null : pool.poll(once);
    permit.usesKept(idle != null && idle.mayBeStale());
    observer().onTry(exchange, idle != null);
    if (idle != null) {
      send(idle);
    } else {
      exchange.pauseRequest();
      exchange.connectBegan(worker().clock());
      connecting = pool.connect(backend.settings(), connectMillis(), this);
    }
    if (settings().perTryNanos() > 0 && !exchange.isFinished()) {
      startDeadline();
    }
  }

  /** A connect may take no longer than the whole try. */
  private int connectMillis() {
    int millis = settings().connectMillis();
    long tryNanos = settings().perTryNanos();
    return tryNanos == 0 ? millis : (int) Math.min(millis, Math.max(1, tryNanos / 1_000_000));
  }

  @Override
  public final ProxyHeader client() {
    byte[] address = exchange.clientAddress();
    ClientConnection connection = exchange.client().connection();
    return address == null
        ? ProxyHeader.LOCAL
        : ProxyHeader.of(address, connection.peerPort(), connection.local());
  }

  private void startDeadline() {
    TryDeadline made = deadline;
    if (made == null) {
      made = new TryDeadline(this, settings().perTryNanos());
      deadline = made;
    }
    made.start();
  }

  @Override
  public final void onConnected(UpstreamStream connected) {
    connecting = null;
    exchange.connectEnded(worker().clock());
    if (exchange.isFinished()) {
      connected.abort(ProxyError.CLIENT_GONE);
    } else {
      send(connected);
    }
  }

  private void send(UpstreamStream to) {
    stream = to;
    exchange.error(null);
    HostValue host = server == null ? null : server.endpoint().host();
    exchange.clientRequest().sendHost(host == null ? null : host.bytes());
    to.begin(exchange, settings().serverNanos());
    exchange.writeRequest(to);
  }

  @Override
  public final void onConnectFailed(ProxyError reason) {
    connecting = null;
    exchange.connectEnded(worker().clock());
    if (exchange.isFinished()) {
      return;
    }
    if (reason.side() == Side.SELF) {
      // No server is to blame, and no other would do better.
      exchange.fail(reason);
      return;
    }
    permit.release(Outcome.CONNECT_FAILURE);
    observer().onConnectError(exchange);
    exchange.error(reason);
    onUnconnected(reason);
  }

  /** There is no connection to the server, whose slot is still held. */
  abstract void onUnconnected(ProxyError reason);

  /** The whole request was sent, and in the time of one try no answer has begun. */
  abstract void onDeadline();

  // ---- end ----

  /** The answer has begun: there will be no other try. */
  final void answered() {
    if (deadline != null) {
      deadline.cancel();
    }
  }

  /** Gives it up: a late answer is dropped with its connection. */
  final void leave() {
    Connecting begun = connecting;
    if (begun != null) {
      connecting = null;
      begun.cancel();
      exchange.connectEnded(worker().clock());
      permit.release(Outcome.CONNECT_FAILURE);
    }
    abort(ProxyError.RESPONSE_TIMEOUT);
    permit.release(Outcome.TIMEOUT);
    releaseServer();
  }

  /** The answer is complete but for its last bytes: finishes and gives the connection back. */
  final void complete() {
    UpstreamStream used = takeStream();
    exchange.finish();
    if (used != null) {
      used.release(backend.settings().idleNanos(), backend.settings().idleConnections());
    }
  }

  /** All of the answer has come, though its client has not taken it: gives everything back. */
  final void received() {
    UpstreamStream used = takeStream();
    releaseServer();
    if (used != null) {
      used.release(backend.settings().idleNanos(), backend.settings().idleConnections());
    }
  }

  /** The stream, which is no longer its own. */
  final @Nullable UpstreamStream takeStream() {
    UpstreamStream taken = stream;
    stream = null;
    return taken;
  }

  /** Ends the stream if there is one. */
  final void abort(ProxyError reason) {
    UpstreamStream cut = takeStream();
    if (cut != null) {
      cut.abort(reason);
    }
  }

  /** The connection has become a tunnel. */
  final void beginTunnel() {
    tunnel = true;
    if (server != null) {
      server.tunnelOpened();
    }
    permit.end(Outcome.ANSWERED);
  }

  /** Gives the slot back. Idempotent. */
  final void releaseServer() {
    Server left = server;
    if (left != null) {
      server = null;
      if (tunnel) {
        left.tunnelClosed();
      }
      backend.release(left);
    }
  }
}
