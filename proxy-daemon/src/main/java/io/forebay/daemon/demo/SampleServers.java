package io.forebay.daemon.demo;

import io.forebay.config.ServerConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Small HTTP servers on loopback, all on one event loop of their own. */
public final class SampleServers implements AutoCloseable {
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("sample-server", true), NioIoHandler.newFactory());
  private final List<Channel> channels = new ArrayList<>();

  private SampleServers() {}

  /**
   * Starts one server for each of {@code servers}.
   *
   * @param anyPorts whether to take free ports instead of theirs
   * @throws IOException naming the address that cannot be bound; nothing is left running then
   */
  public static SampleServers start(List<ServerConfig> servers, boolean anyPorts)
      throws IOException {
    SampleServers started = new SampleServers();
    try {
      for (ServerConfig server : servers) {
        started.start(server.name(), server.host(), anyPorts ? 0 : server.port());
      }
      return started;
    } catch (IOException e) {
      started.close();
      throw e;
    }
  }

  private void start(String name, String host, int port) throws IOException {
    SampleState state = new SampleState(name);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new HttpServerCodec(), new SampleHandler(state));
                  }
                })
            .bind(host, port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      String reason = bound.cause().getMessage();
      throw new IOException(
          "sample server " + name + ": cannot bind " + host + ":" + port + ": " + reason);
    }
    channels.add(bound.channel());
  }

  /** Where they listen, in the order in which they were given. */
  public List<Integer> ports() {
    return channels.stream()
        .map(channel -> ((InetSocketAddress) channel.localAddress()).getPort())
        .toList();
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
