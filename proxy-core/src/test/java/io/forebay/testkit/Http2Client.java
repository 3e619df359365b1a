package io.forebay.testkit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 client of foreign make, Netty's, on one connection to a loopback port: with prior
 * knowledge, or over TLS with ALPN. Answers are checked as strictly as Netty does. Thread-safe; its
 * own event loop ends with {@link #close}.
 */
public final class Http2Client implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Http2TestConnection connection;

  private Http2Client(int port, Http2Settings settings, @Nullable SslContext tls) {
    var made = new CompletableFuture<Http2TestConnection>();
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                made.complete(new Http2TestConnection(channel, false, settings, tls, stream -> {}));
              }
            })
        .connect(RawClient.loopback(port))
        .syncUninterruptibly();
    connection = made.join();
  }

  /** Connects to {@code port} of the loopback address with prior knowledge. */
  public static Http2Client connect(int port) {
    return connect(port, new Http2Settings());
  }

  /** As {@link #connect(int)}, announcing {@code settings}. */
  public static Http2Client connect(int port, Http2Settings settings) {
    return new Http2Client(port, settings, null);
  }

  /** Connects by TLS, naming {@code localhost}; see {@link TestCertificates#clientContext}. */
  public static Http2Client connectTls(int port, SslContext tls) {
    return new Http2Client(port, new Http2Settings(), tls);
  }

  /** Opens a stream with {@code head}; {@code end} says that neither body nor trailers follow. */
  public Http2TestStream open(Http2Fields head, boolean end) {
    return connection.open(head, end);
  }

  public Http2TestStream get(String path) {
    return open(Http2Fields.request("GET", path), true);
  }

  /** Opens a stream with a whole request that has a body. */
  public Http2TestStream post(String path, String latin1) {
    return open(Http2Fields.request("POST", path), false).data(latin1, true);
  }

  public Http2TestConnection connection() {
    return connection;
  }

  @Override
  public void close() {
    connection.close();
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
