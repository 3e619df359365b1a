package io.forebay.upstream;

import io.forebay.http.ProxyError;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;

/**
 * Makes the connection of one socket, without a limit to the time that it takes. Event loop only.
 */
final class Dial {

  private final Channel socket;
  private final ChannelHandler connection;
  private final Listener listener;
  private boolean over;

  /**
   * A connection that is not begun.
   *
   * @param connection the handler that speaks the server's protocol
   */
  Dial(Channel socket, ChannelHandler connection, Listener listener) {
    this.socket = socket;
    this.connection = connection;
    this.listener = listener;
  }

  void start(Bootstrap bootstrap) {
    bootstrap
        .clone()
        .channelFactory(() -> socket)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
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
    if (future.cause() == null) {
      listener.onOpened();
    } else {
      listener.onFailed(ProxyError.CONNECT_FAILED);
    }
  }

  /** Gives it up: the listener is told nothing more. Idempotent. */
  void cancel() {
    if (!over) {
      over = true;
      socket.close();
    }
  }

  /** Is told once how it ends. */
  interface Listener {

    /** The connection stands. */
    void onOpened();

    /** There is none; nothing was sent. */
    void onFailed(ProxyError error);
  }
}
