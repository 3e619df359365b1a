package io.forebay.testkit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 server of foreign make, Netty's, on a loopback port of its own: with prior knowledge,
 * or over TLS. Runs an {@link Http2Script} for each stream. Netty's codec refuses what the proxy
 * should not have sent. Everything that can be asked is thread-safe.
 */
public final class Http2Origin implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ExecutorService scripts = Executors.newCachedThreadPool();
  private final List<Http2TestStream> streams = new CopyOnWriteArrayList<>();
  private final List<Http2TestConnection> open = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final Channel server;
  private volatile Http2Script script;
  private volatile boolean closing;

  private Http2Origin(Http2Settings settings, @Nullable SslContext tls, Http2Script script) {
    this.script = script;
    this.server =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel, settings, tls);
                  }
                })
            .bind(RawClient.loopback(0))
            .syncUninterruptibly()
            .channel();
  }

  /** Starts without TLS: clients must have prior knowledge. */
  public static Http2Origin start(Http2Script script) {
    return start(new Http2Settings(), script);
  }

  /** As {@link #start(Http2Script)}, announcing {@code settings}: windows, streams at once. */
  public static Http2Origin start(Http2Settings settings, Http2Script script) {
    return new Http2Origin(settings, null, script);
  }

  /** Starts with TLS; see {@link TestCertificates#serverContext}. */
  public static Http2Origin startTls(SslContext tls, Http2Script script) {
    return new Http2Origin(new Http2Settings(), tls, script);
  }

  public int port() {
    return address().getPort();
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) server.localAddress();
  }

  /** Replaces the script for streams that begin from now on. */
  public void script(Http2Script script) {
    this.script = script;
  }

  /** Every stream whose head came, in that order. */
  public List<Http2TestStream> streams() {
    return List.copyOf(streams);
  }

  /** The heads that came, in order. */
  public List<Http2Fields> heads() {
    return streams.stream().map(Http2TestStream::awaitHead).toList();
  }

  /** How many connections were accepted since the start. */
  public int connections() {
    return accepted.get();
  }

  /** The connections that are open, in order of their beginning. */
  public List<Http2TestConnection> openConnections() {
    return List.copyOf(open);
  }

  /**
   * Closes every connection and ends the scripts. Throws an AssertionError if a script failed. The
   * second call does nothing.
   */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    server.close().syncUninterruptibly();
    open.forEach(Http2TestConnection::close);
    scripts.shutdownNow();
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    if (!failures.isEmpty()) {
      var error = new AssertionError("a script of the origin failed: " + failures.get(0));
      failures.forEach(error::addSuppressed);
      throw error;
    }
  }

  boolean failed() {
    return !failures.isEmpty();
  }

  private void accept(Channel channel, Http2Settings settings, @Nullable SslContext tls) {
    var connection = new Http2TestConnection(channel, true, settings, tls, this::run);
    accepted.incrementAndGet();
    open.add(connection);
    channel.closeFuture().addListener(it -> open.remove(connection));
  }

  private void run(Http2TestStream stream) {
    streams.add(stream);
    Http2Script current = script;
    if (!closing) {
      scripts.execute(() -> run(current, stream));
    }
  }

  private void run(Http2Script current, Http2TestStream stream) {
    try {
      current.run(stream);
    } catch (IOException | UncheckedIOException e) {
      // The proxy went away in the middle, which is for the test to judge.
    } catch (Throwable e) {
      if (!closing) {
        failures.add(e);
      }
    }
  }
}
