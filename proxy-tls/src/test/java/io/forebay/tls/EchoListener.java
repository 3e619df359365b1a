package io.forebay.tls;

import io.forebay.net.TlsServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Sends back whatever its clients send over TLS, and remembers how their handshakes ended. */
final class EchoListener implements AutoCloseable {

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
  private final Supplier<TlsServer> tls;
  private final Channel listening;

  /**
   * The end of a handshake as the listener sees it.
   *
   * @param session null if there never was one
   * @param failure null if it succeeded
   */
  record Ending(@Nullable SSLSession session, @Nullable Throwable failure) {}

  private EchoListener(Supplier<TlsServer> tls) {
    this.tls = tls;
    listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(new Pipeline())
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  static EchoListener start(TlsServer tls) {
    return new EchoListener(() -> tls);
  }

  int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** Waits for the end of the next handshake. */
  Ending ending() throws InterruptedException {
    Ending ending = endings.poll(10, TimeUnit.SECONDS);
    if (ending == null) {
      throw new AssertionError("no handshake ended");
    }
    return ending;
  }

  private final class Pipeline extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel.pipeline().addLast(tls.get().handler(channel.alloc()), new Echo());
    }
  }

  private final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslHandshakeCompletionEvent handshake) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        endings.add(new Ending(tls == null ? null : tls.engine().getSession(), handshake.cause()));
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.writeAndFlush(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
