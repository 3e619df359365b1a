package io.forebay.runtime;

import io.forebay.config.BindAddress;
import io.forebay.net.ListeningSocket;
import io.forebay.net.NativeErrors;
import io.forebay.net.Transport;
import io.forebay.net.UnixServerSocket;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accepting sockets of one address: one per event loop where the transport can, so that the
 * kernel spreads clients and no connection changes threads. A unix socket cannot be shared: one
 * loop accepts, and hands over to the others in turn. Control thread only.
 */
final class BoundAddress {

  private static final Logger LOG = LoggerFactory.getLogger(BoundAddress.class);

  private static final int BACKLOG = SocketBinder.BACKLOG;
  private static final int MAX_ADDRESS_BYTES = 26;

  /** The directory decides who gets at a unix socket, as with nginx. */
  private static final Set<PosixFilePermission> EVERYBODY =
      PosixFilePermissions.fromString("rw-rw-rw-");

  private final BindAddress bind;
  private final ConnectionLimit limit;
  private final List<WorkerContext> workers;
  private final List<Channel> channels = new ArrayList<>();
  private final List<AcceptHandler> handlers = new ArrayList<>();
  private @Nullable UnixServerSocket unixSocket;
  private boolean held;
  private boolean activated;
  private boolean lacksSockets;

  /** Whether others have these sockets too and go on when this process closes them. */
  private boolean shared;

  private BoundAddress(
      BindAddress bind, List<WorkerContext> workers, ConnectionLimit limit, boolean held) {
    this.bind = bind;
    this.workers = workers;
    this.limit = limit;
    this.held = held;
  }

  /**
   * Binds {@code bind} for {@code listener}.
   *
   * @param ours whether this proxy holds an overlapping address already, which it will give up
   * @param held whether to accept nobody until {@link #hold} lets it
   * @throws ProxyException naming the address and the reason; nothing is left bound
   */
  static BoundAddress open(
      BindAddress bind,
      Listener listener,
      List<WorkerContext> workers,
      Transport transport,
      ConnectionLimit limit,
      boolean ours,
      boolean held)
      throws ProxyException {
    BoundAddress bound = new BoundAddress(bind, workers, limit, held);
    try {
      Path unixPath = bind.unixPath();
      if (unixPath == null) {
        bound.bindAll(listener, transport, ours);
      } else {
        bound.bindUnix(unixPath, listener, transport);
      }
      return bound;
    } catch (Exception e) {
      bound.close();
      throw new ProxyException(
          "listener " + listener.name() + ": cannot bind " + bind + ": " + reason(bind, e));
    }
  }

  /**
   * Accepts for {@code listener} from sockets that listen already. Every one of them is taken care
   * of, be they more or less than there are event loops: a client waits in one of them only.
   *
   * @param sockets of the epoll transport, at least one; their descriptors are owned from now on
   * @param held whether to accept nobody until {@link #hold} lets it
   * @throws ProxyException naming the address and the reason
   */
  static BoundAddress inherit(
      BindAddress bind,
      List<ListeningSocket> sockets,
      Listener listener,
      List<WorkerContext> workers,
      ConnectionLimit limit,
      boolean held)
      throws ProxyException {
    BoundAddress bound = new BoundAddress(bind, workers, limit, held);
    bound.shared = true;
    bound.activated = sockets.get(0).activated();
    List<Channel> inherited = sockets.stream().map(ListeningSocket::channel).toList();
    try {
      bound.inheritAll(sockets.get(0).bind().unixPath(), inherited, listener);
      bound.hold(held);
      return bound;
    } catch (Exception e) {
      bound.close();
      inherited.forEach(it -> it.unsafe().closeForcibly());
      throw new ProxyException(
          "listener " + listener.name() + ": cannot take over " + bind + ": " + reason(bind, e));
    }
  }

  private void inheritAll(@Nullable Path unixPath, List<Channel> inherited, Listener listener)
      throws Exception {
    if (unixPath != null) {
      unixSocket = UnixServerSocket.inherited(unixPath, inherited.get(0));
    }
    boolean enough = inherited.size() >= workers.size();
    lacksSockets = !enough && !activated && isReusePort(inherited.get(0));
    ToIntFunction<Channel> inTurn = inTurn();
    for (int i = 0; i < inherited.size(); i++) {
      int own = i % workers.size();
      ToIntFunction<Channel> choose = enough || lacksSockets ? accepted -> own : inTurn;
      listen(inherited.get(i), own, listener, choose);
    }
  }

  private static boolean isReusePort(Channel channel) {
    return channel instanceof EpollServerSocketChannel tcp && tcp.config().isReusePort();
  }

  /**
   * Gives each loop that inherited no socket one of its own. Not before this process serves: a
   * client that waits in it would be lost when it does not come to that.
   */
  private void bindLacking() {
    InetSocketAddress at = localAddress();
    if (!lacksSockets || held || at == null) {
      return;
    }
    lacksSockets = false;
    try {
      bindPerLoop(new SocketBinder(bind, Transport.EPOLL), at, handlers.get(0).listener());
    } catch (Exception e) {
      LOG.warn("{}: not every event loop has a socket: {}", bind, reason(bind, e));
    }
  }

  private static String reason(BindAddress bind, Exception e) {
    String reason = NativeErrors.bindReason(e, bind.port());
    return reason.endsWith("by this process")
        ? reason + " (an address that overlaps one in use needs a restart)"
        : reason;
  }

  private void bindUnix(Path path, Listener listener, Transport transport) throws Exception {
    unixSocket = UnixServerSocket.open(transport, path, BACKLOG, EVERYBODY);
    listen(unixSocket.channel(), 0, listener, inTurn());
  }

  /** Accepts from a socket that listens already. */
  private void listen(Channel channel, int worker, Listener listener, ToIntFunction<Channel> choose)
      throws Exception {
    AcceptHandler handler = new AcceptHandler(channel, listener, limit, choose, held);
    channel.pipeline().addLast(handler);
    try {
      SocketBinder.await(workers.get(worker).worker().eventLoop().register(channel));
    } catch (Exception e) {
      channel.unsafe().closeForcibly();
      throw e;
    }
    add(channel, handler);
  }

  private ToIntFunction<Channel> inTurn() {
    AtomicInteger next = new AtomicInteger();
    return accepted -> Math.floorMod(next.getAndIncrement(), workers.size());
  }

  private void add(Channel channel, AcceptHandler handler) {
    channels.add(channel);
    handlers.add(handler);
    handler.start();
  }

  private void bindAll(Listener listener, Transport transport, boolean ours) throws Exception {
    SocketBinder binder = new SocketBinder(bind, transport);
    InetSocketAddress at = binder.address();
    boolean perLoop = transport.acceptsPerLoop();
    if (perLoop && !ours && bind.port() != 0) {
      binder.probe(at);
    }
    if (perLoop) {
      bindPerLoop(binder, at, listener);
    } else {
      bind(binder, at, 0, listener, inTurn());
    }
  }

  /** Binds a socket for each loop that has none. */
  private void bindPerLoop(SocketBinder binder, InetSocketAddress address, Listener listener)
      throws Exception {
    InetSocketAddress at = address;
    for (int i = channels.size(); i < workers.size(); i++) {
      int own = i;
      at = bind(binder, at, i, listener, accepted -> own);
    }
  }

  private InetSocketAddress bind(
      SocketBinder binder,
      InetSocketAddress at,
      int worker,
      Listener listener,
      ToIntFunction<Channel> choose)
      throws Exception {
    ServerSocketChannel channel = binder.newSocket(at, binder.transport().acceptsPerLoop());
    AcceptHandler handler = new AcceptHandler(channel, listener, limit, choose, held);
    binder.bind(channel, at, workers.get(worker).worker(), handler);
    add(channel, handler);
    return channel.localAddress();
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

  /**
   * These sockets, to be handed to another process; none where the transport has no descriptors for
   * it, and no unix socket whose file is somebody else's by now.
   */
  List<ListeningSocket> sockets(String owner) {
    if (unixSocket != null && !unixSocket.hasFile()) {
      return List.of();
    }
    return channels.stream()
        .filter(BoundAddress::isEpoll)
        .map(it -> ((UnixChannel) it).fd().intValue())
        .map(descriptor -> new ListeningSocket(owner, bind, activated, descriptor))
        .toList();
  }

  /** Leaves clients in the kernel's queue from when this returns on, or takes them again. */
  void hold(boolean held) {
    this.held = held;
    this.shared = held || activated;
    // Asked from another thread, Netty would not pause before it has accepted once more.
    handlers.forEach(it -> it.eventLoop().submit(() -> it.hold(held)).awaitUninterruptibly());
    bindLacking();
  }

  /** Keeps new clients out; those whose handshake is under way still come in. */
  void refuseNewConnections() {
    if (shared) {
      return;
    }
    if (unixSocket != null) {
      unixSocket.removeFile();
    }
    for (Channel channel : channels) {
      if (channel instanceof EpollServerSocketChannel) {
        NoNewConnections.at(channel);
      }
    }
  }

  /**
   * Stops accepting. Connections that the kernel has accepted already are taken first, unless they
   * are for somebody else who has the sockets too.
   */
  void close() {
    if (unixSocket != null && !shared) {
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
                if (!shared) {
                  acceptRest(channel, handler);
                }
                channel.close();
              })
          .awaitUninterruptibly();
      channel.closeFuture().awaitUninterruptibly();
    }
    channels.clear();
    handlers.clear();
  }

  private static boolean isEpoll(Channel channel) {
    return channel instanceof EpollServerSocketChannel
        || channel instanceof EpollServerDomainSocketChannel;
  }

  /** Closing a listening socket resets whatever waits in its queue: empty the queue first. */
  private static void acceptRest(Channel channel, AcceptHandler handler) {
    if (!isEpoll(channel) || !(((UnixChannel) channel).fd() instanceof Socket socket)) {
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
