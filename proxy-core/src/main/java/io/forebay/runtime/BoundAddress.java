package io.forebay.runtime;

import io.forebay.config.BindAddress;
import io.forebay.http.Worker;
import io.forebay.net.NativeErrors;
import io.forebay.net.Transport;
import io.forebay.net.UnixServerSocket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The accepting sockets of one address: one per event loop where the transport can, so that the
 * kernel spreads clients and no connection changes threads. A unix socket cannot be shared: one
 * loop accepts, and hands over to the others in turn. Control thread only.
 */
final class BoundAddress {

  private static final int BACKLOG = 4096;
  private static final int MAX_ADDRESS_BYTES = 26;

  /** The directory decides who gets at a unix socket, as with nginx. */
  private static final Set<PosixFilePermission> EVERYBODY =
      PosixFilePermissions.fromString("rw-rw-rw-");

  private final BindAddress bind;
  private final ConnectionLimit limit;
  private final List<Channel> channels = new ArrayList<>();
  private final List<AcceptHandler> handlers = new ArrayList<>();
  private @Nullable UnixServerSocket unixSocket;

  private BoundAddress(BindAddress bind, ConnectionLimit limit) {
    this.bind = bind;
    this.limit = limit;
  }

  /**
   * Binds {@code bind} for {@code listener}.
   *
   * @param ours whether this proxy holds an overlapping address already, which it will give up
   * @throws ProxyException naming the address and the reason; nothing is left bound
   */
  static BoundAddress open(
      BindAddress bind,
      Listener listener,
      List<WorkerContext> workers,
      Transport transport,
      ConnectionLimit limit,
      boolean ours)
      throws ProxyException {
    BoundAddress bound = new BoundAddress(bind, limit);
    try {
      Path unixPath = bind.unixPath();
      if (unixPath == null) {
        bound.bindAll(listener, workers, transport, ours);
      } else {
        bound.bindUnix(unixPath, listener, workers, transport);
      }
      return bound;
    } catch (Exception e) {
      bound.close();
      throw new ProxyException(
          "listener " + listener.name() + ": cannot bind " + bind + ": " + reason(bind, e));
    }
  }

  private static String reason(BindAddress bind, Exception e) {
    String reason = NativeErrors.bindReason(e, bind.port());
    return reason.endsWith("by this process")
        ? reason + " (an address that overlaps one in use needs a restart)"
        : reason;
  }

  private void bindUnix(
      Path path, Listener listener, List<WorkerContext> workers, Transport transport)
      throws Exception {
    unixSocket = UnixServerSocket.open(transport, path, BACKLOG, EVERYBODY);
    Channel channel = unixSocket.channel();
    AcceptHandler handler = new AcceptHandler(channel, listener, limit, inTurn(workers));
    channel.pipeline().addLast(handler);
    try {
      await(workers.get(0).worker().eventLoop().register(channel));
    } catch (Exception e) {
      channel.unsafe().closeForcibly();
      throw e;
    }
    add(channel, handler);
  }

  private static ToIntFunction<Channel> inTurn(List<WorkerContext> workers) {
    AtomicInteger next = new AtomicInteger();
    return accepted -> Math.floorMod(next.getAndIncrement(), workers.size());
  }

  private void add(Channel channel, AcceptHandler handler) {
    channels.add(channel);
    handlers.add(handler);
    handler.start();
  }

  private void bindAll(
      Listener listener, List<WorkerContext> workers, Transport transport, boolean ours)
      throws Exception {
    for (InetAddress address : addresses()) {
      boolean shared = transport.acceptsPerLoop();
      if (transport == Transport.NIO && bind.host() != null && isIpv6Wildcard(address)) {
        throw new IOException(
            "nio cannot keep IPv4 clients out (expected: :" + bind.port() + " for both families)");
      }
      InetSocketAddress at = new InetSocketAddress(address, bind.port());
      if (shared && !ours && bind.port() != 0) {
        probe(at, transport);
      }
      ToIntFunction<Channel> inTurn = inTurn(workers);
      int sockets = shared ? workers.size() : 1;
      for (int i = 0; i < sockets; i++) {
        int own = i;
        ToIntFunction<Channel> choose = shared ? accepted -> own : inTurn;
        ServerSocketChannel channel = newSocket(at, transport, shared);
        AcceptHandler handler = new AcceptHandler(channel, listener, limit, choose);
        bind(channel, at, workers.get(i).worker(), handler);
        at = channel.localAddress();
        add(channel, handler);
      }
    }
  }

  private static boolean isIpv6Wildcard(InetAddress address) {
    return address instanceof Inet6Address && address.isAnyLocalAddress();
  }

  private List<InetAddress> addresses() throws UnknownHostException {
    String host = bind.host();
    if (host != null) {
      return List.of(InetAddress.getByName(host));
    }
    return List.of(InetAddress.getByName(Ipv6.isAvailable() ? "::" : "0.0.0.0"));
  }

  /**
   * With SO_REUSEPORT a second daemon would bind the same port unseen: ask without it first. This
   * socket never listens, so that no client is taken that could not be served.
   */
  private void probe(InetSocketAddress at, Transport transport) throws IOException {
    ServerSocketChannel channel = newSocket(at, transport, false);
    try {
      channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
      if (channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
        socket.bind(at);
      }
    } finally {
      channel.unsafe().closeForcibly();
    }
  }

  private ServerSocketChannel newSocket(InetSocketAddress at, Transport transport, boolean shared) {
    return transport.newServerSocket(at.getAddress(), bind.host() == null, shared);
  }

  private static void bind(
      ServerSocketChannel channel,
      InetSocketAddress at,
      Worker worker,
      ChannelInboundHandlerAdapter handler)
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

  private static void await(ChannelFuture future) throws Exception {
    future.await();
    if (future.cause() instanceof Exception cause) {
      throw cause;
    }
  }

  BindAddress bind() {
    return bind;
  }

  /** Where it really is bound: the port, if any was asked for; null for a unix socket. */
  @Nullable InetSocketAddress localAddress() {
    return channels.get(0).localAddress() instanceof InetSocketAddress address ? address : null;
  }

  /** From now on accepted connections go to {@code listener}. */
  void handTo(Listener listener) {
    handlers.forEach(handler -> handler.handTo(listener));
  }

  /** Keeps new clients out; those whose handshake is under way still come in. */
  void refuseNewConnections() {
    if (unixSocket != null) {
      unixSocket.removeFile();
    }
    for (Channel channel : channels) {
      if (channel instanceof EpollServerSocketChannel) {
        NoNewConnections.at(channel);
      }
    }
  }

  /** Stops accepting. Connections that the kernel has accepted already are taken first. */
  void close() {
    if (unixSocket != null) {
      unixSocket.removeFile();
    }
    for (int i = 0; i < channels.size(); i++) {
      Channel channel = channels.get(i);
      AcceptHandler handler = handlers.get(i);
      handler.stop();
      channel
          .eventLoop()
          .submit(
              () -> {
                acceptRest(channel, handler);
                channel.close();
              })
          .awaitUninterruptibly();
      channel.closeFuture().awaitUninterruptibly();
    }
    channels.clear();
    handlers.clear();
  }

  /** Closing a listening socket resets whatever waits in its queue: empty the queue first. */
  private static void acceptRest(Channel channel, AcceptHandler handler) {
    boolean epoll =
        channel instanceof EpollServerSocketChannel
            || channel instanceof EpollServerDomainSocketChannel;
    if (!epoll || !(((UnixChannel) channel).fd() instanceof Socket socket)) {
      return;
    }
    byte[] address = new byte[MAX_ADDRESS_BYTES];
    try {
      for (int fd = socket.accept(address); fd >= 0; fd = socket.accept(address)) {
        handler.accept(
            channel instanceof EpollServerDomainSocketChannel
                ? new EpollDomainSocketChannel(fd)
                : new EpollSocketChannel(fd));
      }
    } catch (IOException e) {
      // Nothing more can be accepted: the socket is being closed anyway.
    }
  }
}
