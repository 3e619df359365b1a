package io.forebay.runtime;

import io.forebay.config.BindAddress;
import io.forebay.http.Worker;
import io.forebay.net.Transport;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Binds accepting sockets to an address of the network. Control thread only. */
record SocketBinder(BindAddress bind, Transport transport) {

  static final int BACKLOG = 4096;

  /** What is to be bound, its host name looked up. */
  InetSocketAddress address() throws IOException {
    InetAddress address = hostAddress();
    boolean ipv6Wildcard = address instanceof Inet6Address && address.isAnyLocalAddress();
    if (transport == Transport.NIO && bind.host() != null && ipv6Wildcard) {
      throw new IOException(
          "nio cannot keep IPv4 clients out (expected: :" + bind.port() + " for both families)");
    }
    return new InetSocketAddress(address, bind.port());
  }

  private InetAddress hostAddress() throws UnknownHostException {
    String host = bind.host();
    if (host != null) {
      return InetAddress.getByName(host);
    }
    return InetAddress.getByName(Ipv6.isAvailable() ? "::" : "0.0.0.0");
  }

  /**
   * With SO_REUSEPORT a second daemon would bind the same port unseen: ask without it first. This
   * socket never listens, so that no client is taken that could not be served.
   */
  void probe(InetSocketAddress at) throws IOException {
    ServerSocketChannel channel = newSocket(at, false);
    try {
      channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
      if (channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
        socket.bind(at);
      }
    } finally {
      channel.unsafe().closeForcibly();
    }
  }

  /**
   * A socket that is not bound yet.
   *
   * @param perLoop whether other sockets of this process accept at the same address
   */
  ServerSocketChannel newSocket(InetSocketAddress at, boolean perLoop) {
    return transport.newServerSocket(at.getAddress(), bind.host() == null, perLoop);
  }

  /** Has {@code channel} accept at {@code at}, on the loop of {@code worker}. */
  void bind(
      ServerSocketChannel channel, InetSocketAddress at, Worker worker, ChannelHandler handler)
      throws Exception {
    channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
    channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
    channel.pipeline().addLast(handler);
    await(worker.eventLoop().register(channel));
    try {
      await(channel.bind(at));
    } catch (Exception e) {
      channel.close().sync();
      throw e;
    }
  }

  /** Waits; the failure is thrown as it is. */
  static void await(ChannelFuture future) throws Exception {
    future.await();
    if (future.cause() instanceof Exception cause) {
      throw cause;
    }
  }
}
