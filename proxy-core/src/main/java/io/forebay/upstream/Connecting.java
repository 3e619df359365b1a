package io.forebay.upstream;

import io.forebay.http.ProxyError;
import io.forebay.http1.Http1ClientConnection;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;

/** A connection that is being made, for one listener. Event loop only. */
public final class Connecting {

  private final ConnectionPool pool;
  private final Http1ClientConnection connection;
  private final ConnectListener listener;
  private final Channel socket;
  private final long begunAt;
  private boolean over;

  Connecting(
      ConnectionPool pool,
      Http1ClientConnection connection,
      ConnectListener listener,
      Channel socket,
      long begunAt) {
    this.pool = pool;
    this.connection = connection;
    this.listener = listener;
    this.socket = socket;
    this.begunAt = begunAt;
  }

  void start(Bootstrap bootstrap, int connectMillis) {
    bootstrap
        .clone()
        .channelFactory(() -> socket)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(connection);
              }
            })
        .connect()
        .addListener((ChannelFuture future) -> ended(future));
  }

  private void ended(ChannelFuture future) {
    if (over) {
      return;
    }
    over = true;
    pool.onConnectEnded(this);
    Throwable cause = future.cause();
    if (cause == null) {
      pool.onOpened(connection);
      listener.onConnected(connection);
      return;
    }
    pool.onFailed(0);
    listener.onConnectFailed(
        cause instanceof ConnectTimeoutException
            ? ProxyError.CONNECT_TIMEOUT
            : ProxyError.CONNECT_FAILED);
  }

  /** The time of the worker's clock at which it began. */
  long begunAt() {
    return begunAt;
  }

  /** Offers the listener to go elsewhere, as the server is down. */
  void offerElsewhere() {
    if (!over) {
      listener.onServerDown();
    }
  }

  /** Gives it up: the listener is told nothing more. Idempotent. */
  public void cancel() {
    if (!over) {
      over = true;
      pool.onConnectEnded(this);
      pool.onFailed(0);
      socket.close();
    }
  }
}
