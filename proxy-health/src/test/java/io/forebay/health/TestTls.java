package io.forebay.health;

import io.forebay.net.TlsClient;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers 204 within TLS, and clients of it. */
final class TestTls implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final AtomicInteger open = new AtomicInteger();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final X509Bundle certificate;
  private final Channel listening;

  private TestTls(X509Bundle certificate) throws Exception {
    this.certificate = certificate;
    SslContext tls =
        SslContextBuilder.forServer(certificate.toKeyManagerFactory())
            .sslProvider(SslProvider.JDK)
            .build();
    listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    open.incrementAndGet();
                    channel.closeFuture().addListener(it -> open.decrementAndGet());
                    channel
                        .pipeline()
                        .addLast(
                            tls.newHandler(channel.alloc()), new HttpServerCodec(), new Answer());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  static TestTls start() throws Exception {
    return new TestTls(
        new CertificateBuilder()
            .subject("cn=localhost")
            .addSanDnsName("localhost")
            .addSanIpAddress("127.0.0.1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned());
  }

  private final class Answer extends SimpleChannelInboundHandler<Object> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest request) {
        requests.add(request.method() + " " + request.uri());
        context.writeAndFlush(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  SocketAddress address() {
    return new InetSocketAddress(
        "127.0.0.1", ((InetSocketAddress) listening.localAddress()).getPort());
  }

  int openConnections() {
    return open.get();
  }

  List<String> requests() {
    return requests;
  }

  /** Accepts this server's certificate. */
  TlsClient trusting() {
    return client(SslContextBuilder.forClient().trustManager(certificate.getCertificate()));
  }

  /** Accepts what the JDK knows. */
  TlsClient suspicious() {
    return client(SslContextBuilder.forClient());
  }

  private static TlsClient client(SslContextBuilder builder) {
    SslContext context;
    try {
      context = builder.sslProvider(SslProvider.JDK).build();
    } catch (javax.net.ssl.SSLException e) {
      throw new IllegalStateException(e);
    }
    return client(context);
  }

  static TlsClient client(SslContext context) {
    return new TlsClient() {
      @Override
      public ChannelHandler handler(ByteBufAllocator allocator, SocketAddress server) {
        var inet = (InetSocketAddress) server;
        return context.newHandler(allocator, inet.getHostString(), inet.getPort());
      }

      @Override
      public String reason(Throwable failure, SocketAddress server) {
        return "refused by the test";
      }

      @Override
      public void forgetSessions() {
        // Nobody counts them.
      }
    };
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
