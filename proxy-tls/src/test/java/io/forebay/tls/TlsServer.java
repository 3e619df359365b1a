package io.forebay.tls;

import io.forebay.net.TlsClient;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server for handshakes, and the client's side of them. */
final class TlsServer implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel listening;
  private volatile @Nullable String askedFor;

  private TlsServer(Consumer<Channel> initializer) {
    listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    initializer.accept(channel);
                    channel.pipeline().addLast(new Quiet());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  /** Remembers what is asked for; what fails is told by the client. */
  private final class Quiet extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SniCompletionEvent sni) {
        askedFor = sni.hostname();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  static TlsServer start(X509Bundle certificate) throws Exception {
    SslContext tls =
        SslContextBuilder.forServer(certificate.toKeyManagerFactory())
            .sslProvider(SslProvider.JDK)
            .build();
    return new TlsServer(
        channel ->
            channel.pipeline().addLast(new SniHandler((name, promise) -> promise.setSuccess(tls))));
  }

  /** Answers each connection's first bytes with this text and closes it. */
  static TlsServer startPlain(String answer) {
    return new TlsServer(
        channel ->
            channel
                .pipeline()
                .addLast(
                    new ChannelInboundHandlerAdapter() {
                      @Override
                      public void channelRead(ChannelHandlerContext context, Object message) {
                        ReferenceCountUtil.release(message);
                        context
                            .writeAndFlush(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII))
                            .addListener(ChannelFutureListener.CLOSE);
                      }
                    }));
  }

  int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** The name that the last client asked for; null for none. */
  @Nullable String askedFor() {
    return askedFor;
  }

  /** Connects; null if the handshake succeeds. */
  @Nullable Throwable handshake(TlsClient client, InetSocketAddress address) throws Exception {
    var result = new CompletableFuture<@Nullable Throwable>();
    new Bootstrap()
        .group(loops)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(client.handler(channel.alloc(), address), new Judge(result));
              }
            })
        .connect(address)
        .sync();
    return result.get(60, TimeUnit.SECONDS);
  }

  /** Tells how the handshake ended and closes. */
  private static final class Judge extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<@Nullable Throwable> result;

    Judge(CompletableFuture<@Nullable Throwable> result) {
      this.result = result;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslHandshakeCompletionEvent handshake) {
        result.complete(handshake.cause());
        context.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      result.complete(cause);
    }
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
