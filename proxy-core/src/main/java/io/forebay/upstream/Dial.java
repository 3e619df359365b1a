package io.forebay.upstream;

import io.forebay.backend.Server;
import io.forebay.backend.ServerTls;
import io.forebay.config.SendProxy;
import io.forebay.http.ProxyError;
import io.forebay.http.TlsReadSize;
import io.forebay.net.ProxyHeader;
import io.forebay.net.ProxyHeaderSender;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.util.function.Supplier;

/**
 * Makes the connection of one socket, TLS included, without a limit to the time that it takes.
 * Event loop only.
 */
final class Dial implements TlsHandshake.Listener {

  private final Server server;
  private final Channel socket;
  private final ChannelHandler connection;
  private final Listener listener;
  private final Supplier<ProxyHeader> client;
  private boolean over;

  /**
   * A connection that is not begun.
   *
   * @param connection the handler that speaks the server's protocol
   * @param client whose connection it is, where the server is told
   */
  Dial(
      Server server,
      Channel socket,
      ChannelHandler connection,
      Listener listener,
      Supplier<ProxyHeader> client) {
    this.server = server;
    this.socket = socket;
    this.connection = connection;
    this.listener = listener;
    this.client = client;
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
                prepare(channel);
              }
            })
        .connect()
        .addListener((ChannelFuture future) -> ended(future));
  }

  private void prepare(Channel channel) {
    ServerTls tls = server.tls();
    if (tls == null) {
      channel.pipeline().addLast(connection);
    } else {
      channel.config().setRecvByteBufAllocator(new TlsReadSize());
      channel
          .pipeline()
          .addLast(
              tls.client().handler(channel.alloc(), server.address()),
              new TlsHandshake(server, tls, this));
    }
    SendProxy sendProxy = server.endpoint().sendProxy();
    if (sendProxy != SendProxy.NONE) {
      ProxyHeaderSender.addTo(channel, sendProxy, client.get());
    }
  }

  private void ended(ChannelFuture future) {
    if (over) {
      return;
    }
    if (future.cause() != null) {
      over = true;
      listener.onFailed(ProxyError.CONNECT_FAILED);
    } else if (server.tls() == null) {
      over = true;
      listener.onOpened();
    }
  }

  @Override
  public void onSecured(ChannelHandlerContext context) {
    if (!over) {
      over = true;
      context.pipeline().addLast(connection);
      context.fireChannelActive();
      listener.onOpened();
    }
  }

  @Override
  public void onInsecure(String reason) {
    if (over) {
      return;
    }
    over = true;
    ServerTls tls = server.tls();
    if (tls != null) {
      tls.failures().failed(server, reason);
    }
    listener.onFailed(ProxyError.TLS_FAILED);
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
