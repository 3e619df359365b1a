package io.forebay.upstream;

import io.forebay.http.ProxyError;
import io.forebay.http1.Http1ClientConnection;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;

/** An HTTP/1 connection that is being made, for one request. Event loop only. */
final class Http1Opening implements Opening, Dial.Listener {

  private final Http1Pool pool;
  private final Http1ClientConnection connection;
  private final Connecting waiter;
  private final Dial dial;

  Http1Opening(
      Http1Pool pool,
      Http1ClientConnection connection,
      Channel socket,
      ConnectListener listener,
      long now) {
    this.pool = pool;
    this.connection = connection;
    this.waiter = new Connecting(pool, this, listener, now);
    this.dial = new Dial(pool.server(), socket, connection, this, listener::client);
  }

  Connecting waiter() {
    return waiter;
  }

  void start(Bootstrap bootstrap) {
    dial.start(bootstrap);
  }

  @Override
  public void onOpened() {
    pool.onOpened(connection);
    waiter.connected(connection);
  }

  @Override
  public void onFailed(ProxyError error) {
    waiter.failed(error);
  }

  @Override
  public void leave(Connecting left) {
    dial.cancel();
  }
}
