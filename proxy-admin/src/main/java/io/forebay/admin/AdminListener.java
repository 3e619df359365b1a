package io.forebay.admin;

import io.forebay.admin.auth.Peer;
import io.forebay.admin.resource.AdminResponse;
import io.forebay.admin.resource.Caller;
import io.forebay.admin.resource.Caller.Role;
import io.forebay.config.AddressListConfig;
import io.forebay.config.AdminConfig;
import io.forebay.config.BindAddress;
import io.forebay.net.ListeningSocket;
import io.forebay.net.NativeErrors;
import io.forebay.net.TlsServer;
import io.forebay.net.Transport;
import io.forebay.net.UnixServerSocket;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One bound address, what it serves, and its connections. */
final class AdminListener {

  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_HEAD_BYTES = 8192;
  private static final int IDLE_SECONDS = 60;
  private static final int MAX_CONNECTIONS = 256;
  private static final int MAX_STREAMS = 64;
  private static final int RELEASE_MILLIS = 5;

  /** Of all requests together. */
  private static final int MAX_BODY_BYTES = 16 << 20;

  private static final Set<PosixFilePermission> OWNER_AND_GROUP =
      PosixFilePermissions.fromString("rw-rw----");

  private final BindAddress bind;
  private final boolean activated;
  private final Channel socket;
  private final @Nullable UnixServerSocket unixSocket;
  private final AdminGuard guard;
  private final boolean loopback;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final WaitingConnections waiting = new WaitingConnections();
  private volatile AdminSettings settings;

  /** Of bodies that are here and not answered. Admin event loop only. */
  private int bodyBytes;

  /** Streams of events that are open. Admin event loop only. */
  private int streams;

  /** Whether others have the socket too and go on when this process closes it. */
  private volatile boolean shared;

  private AdminListener(
      BindAddress bind,
      boolean activated,
      Channel socket,
      @Nullable UnixServerSocket unixSocket,
      AdminSettings settings,
      AdminGuard guard,
      boolean loopback) {
    this.bind = bind;
    this.activated = activated;
    this.socket = socket;
    this.unixSocket = unixSocket;
    this.settings = settings;
    this.guard = guard;
    this.loopback = loopback;
  }

  /**
   * Binds {@code bind} and takes connections.
   *
   * @throws BindException whose message names the address and the reason
   */
  static AdminListener open(
      EventLoopGroup loop,
      Transport transport,
      BindAddress bind,
      AdminSettings settings,
      AdminGuard guard)
      throws BindException {
    try {
      Path unixPath = bind.unixPath();
      if (unixPath != null) {
        return open(loop, transport, bind, unixPath, settings, guard);
      }
      if (bind.host() != null) {
        return open(loop, transport, bind, InetAddress.getByName(bind.host()), settings, guard);
      }
      try {
        return open(loop, transport, bind, InetAddress.getByName("::"), settings, guard);
      } catch (BindException | ChannelException e) {
        if (isInUse(e)) {
          throw e;
        }
        // No IPv6 on this machine.
        return open(loop, transport, bind, InetAddress.getByName("0.0.0.0"), settings, guard);
      }
    } catch (IOException | ChannelException e) {
      String reason = NativeErrors.bindReason(e, bind.port());
      BindException named = new BindException("admin address " + bind + ": " + reason);
      named.initCause(e);
      throw named;
    }
  }

  private static AdminListener open(
      EventLoopGroup loop,
      Transport transport,
      BindAddress bind,
      InetAddress address,
      AdminSettings settings,
      AdminGuard guard)
      throws BindException {
    ServerSocketChannel socket = transport.newServerSocket(address, true, false);
    AdminListener listener =
        new AdminListener(bind, false, socket, null, settings, guard, address.isLoopbackAddress());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channelFactory(() -> socket)
            .childHandler(listener.initializer())
            .bind(address, bind.port())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      socket.close().awaitUninterruptibly();
      BindException failure = new BindException(String.valueOf(bound.cause().getMessage()));
      failure.initCause(bound.cause());
      throw failure;
    }
    return listener;
  }

  /** A browser cannot be made to come here, so any Host will do. */
  private static AdminListener open(
      EventLoopGroup loop,
      Transport transport,
      BindAddress bind,
      Path path,
      AdminSettings settings,
      AdminGuard guard)
      throws IOException {
    UnixServerSocket unixSocket =
        UnixServerSocket.open(transport, path, MAX_CONNECTIONS, OWNER_AND_GROUP);
    Channel socket = unixSocket.channel();
    AdminListener listener =
        new AdminListener(bind, false, socket, unixSocket, settings, guard, false);
    listener.register(loop);
    return listener;
  }

  /** Takes connections from a socket that listens already, from {@link #accept()} on. */
  static AdminListener inherit(
      EventLoopGroup loop,
      ListeningSocket inherited,
      BindAddress bind,
      AdminSettings settings,
      AdminGuard guard) {
    InetSocketAddress address = inherited.localAddress();
    boolean loopback = address != null && address.getAddress().isLoopbackAddress();
    Path path = inherited.bind().unixPath();
    Channel socket = inherited.channel();
    UnixServerSocket unixSocket = path == null ? null : UnixServerSocket.inherited(path, socket);
    AdminListener listener =
        new AdminListener(
            bind, inherited.activated(), socket, unixSocket, settings, guard, loopback);
    listener.hold();
    listener.register(loop);
    return listener;
  }

  private void register(EventLoopGroup loop) {
    new ServerBootstrap()
        .group(loop)
        .channelFactory(() -> (ServerChannel) socket)
        .childHandler(initializer())
        .register()
        .syncUninterruptibly();
  }

  private static boolean isInUse(Exception failure) {
    return NativeErrors.reason(failure).endsWith("in use");
  }

  private ChannelInitializer<Channel> initializer() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        accept(channel);
      }
    };
  }

  /** Leaves connections waiting; others may take them. */
  void hold() {
    shared = true;
    socket.config().setAutoRead(false);
  }

  /** Takes connections; the socket is its own unless the service manager has it too. */
  void accept() {
    shared = activated;
    socket.config().setAutoRead(true);
  }

  /** Its socket, to be handed to another process; null where the transport has none for it. */
  @Nullable ListeningSocket listeningSocket() {
    boolean reachable = unixSocket == null || unixSocket.hasFile();
    if (!reachable || !isEpoll()) {
      return null;
    }
    int descriptor = ((UnixChannel) socket).fd().intValue();
    return new ListeningSocket(ListeningSocket.ADMIN, bind, activated, descriptor);
  }

  private boolean isEpoll() {
    return socket instanceof EpollServerSocketChannel
        || socket instanceof EpollServerDomainSocketChannel;
  }

  /** The address as configured. */
  BindAddress bind() {
    return bind;
  }

  AdminSettings settings() {
    return settings;
  }

  /**
   * Serves by {@code settings} from the next request on, and encrypts by them from the next
   * connection on. Any thread.
   */
  void settings(AdminSettings settings) {
    boolean same = settings.config().api().equals(this.settings.config().api());
    this.settings = settings;
    if (!same) {
      connections.forEach(it -> it.pipeline().fireUserEventTriggered(AdminConnection.END_STREAM));
    }
  }

  /** The address as bound, with its real port; null for a unix socket. */
  @Nullable InetSocketAddress address() {
    return socket.localAddress() instanceof InetSocketAddress address ? address : null;
  }

  /** Takes an accepted connection in the place of one that waits where there are too many. */
  private void accept(Channel channel) {
    if (connections.size() >= MAX_CONNECTIONS && !waiting.closeLongest()) {
      channel.close();
      return;
    }
    connections.add(channel);
    waiting.add(channel);
    channel.closeFuture().addListener(it -> waiting.remove(channel));
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES);
    channel
        .pipeline()
        .addLast(
            new IdleStateHandler(0, 0, IDLE_SECONDS, TimeUnit.SECONDS),
            new HttpServerCodec(limits),
            new FlowControlHandler(),
            new AdminConnection(this));
    AdminSettings current = settings;
    TlsServer tls = current.tls();
    if (tls != null) {
      channel
          .pipeline()
          .addFirst(tls.handler(channel.alloc()), new HandshakeDeadline(current.handshakeMillis()));
    }
  }

  /** Whether the client is one of those that are answered. */
  boolean allows(Channel client) {
    AddressListConfig allow = settings.config().allow();
    if (allow == null) {
      return true;
    }
    if (client.remoteAddress() instanceof InetSocketAddress address) {
      return allow.holds(address.getAddress().getAddress());
    }
    // The address of a connection that is gone is not known any more.
    return unixSocket != null && allow.unix();
  }

  /** The answer to a request; any failure is in the future. */
  CompletableFuture<AdminResponse> answer(Channel client, HttpRequest request, byte[] body) {
    try {
      RequestTarget target = RequestTarget.of(request);
      if (target == null) {
        return done(null, 400, "the request must have one Host field");
      }
      AdminConfig config = settings.config();
      if (!isOurs(config, target.authority())) {
        String names = config.hosts().isEmpty() ? "" : " or one of hosts";
        return done(target.path(), 421, "Host must be an IP address or localhost" + names);
      }
      Peer peer = peer(client, config);
      Caller caller = new Caller(peer.name(), role());
      return guard.answer(config, peer, target.request(client, caller, request, body));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Whether no page of another site can have sent its browser here under this name. */
  private boolean isOurs(AdminConfig config, @Nullable String authority) {
    boolean matters = loopback || (unixSocket == null && !config.hosts().isEmpty());
    return !matters
        || authority == null
        || HostGuard.isAddressOrLocalhost(authority)
        || HostGuard.isOneOf(config.hosts(), authority);
  }

  private static Peer peer(Channel client, AdminConfig config) {
    SslHandler tls =
        config.api().needsCertificates() ? client.pipeline().get(SslHandler.class) : null;
    Set<String> subjects = tls == null ? Set.of() : Peer.subjects(tls.engine().getSession());
    return client.remoteAddress() instanceof InetSocketAddress address
        ? Peer.of(
            address.getAddress().getHostAddress(), address.getAddress().getAddress(), subjects)
        : Peer.of("a unix socket", null, subjects);
  }

  private CompletableFuture<AdminResponse> done(@Nullable String path, int status, String line) {
    return CompletableFuture.completedFuture(refusal(path == null ? "" : path, status, line));
  }

  /** An answer in the place of one for {@code path}. */
  AdminResponse refusal(String path, int status, String reason) {
    return guard.router().refusal(settings.config(), path, status, reason);
  }

  /** The largest body that is taken behind a head for {@code path}. */
  int maxBody(String path) {
    return guard.router().maxBody(settings.config(), path);
  }

  /**
   * Whether a request will be refused, whatever its body is, as nobody says who sends it. Whether
   * what somebody says is true is found out behind the body.
   */
  boolean refusesUnasked(Channel client, HttpRequest head, String path) {
    AdminConfig config = settings.config();
    return config.api().auth() != null
        && guard.router().isGuarded(config, path)
        && !head.headers().contains(HttpHeaderNames.AUTHORIZATION)
        && peer(client, config).subjects().isEmpty();
  }

  /** Its connections that are not being answered. */
  WaitingConnections waiting() {
    return waiting;
  }

  /** Takes memory for a part of a body; whether there was enough. */
  boolean takeBody(int bytes) {
    if (bodyBytes + bytes > MAX_BODY_BYTES) {
      return false;
    }
    bodyBytes += bytes;
    return true;
  }

  /** What {@link #takeBody} took is free again. */
  void giveBodyBack(int bytes) {
    bodyBytes -= bytes;
  }

  /** Takes one of the streams that may be open at once; whether there was one. */
  boolean takeStream() {
    if (streams >= MAX_STREAMS) {
      return false;
    }
    streams++;
    return true;
  }

  /** What {@link #takeStream()} took is free again. */
  void giveStreamBack() {
    streams--;
  }

  /** Who can only come from this machine may do everything. */
  private Role role() {
    return loopback || unixSocket != null ? Role.WRITE : Role.READ;
  }

  /** Gives the address back and ends each connection after the answer under way. */
  void close() {
    if (unixSocket != null && !shared) {
      unixSocket.removeFile();
    }
    leave();
  }

  /** As {@link #close()}, but others have the socket too and go on with it. */
  void leave() {
    socket.close().awaitUninterruptibly();
    if (socket instanceof NioServerSocketChannel) {
      // The JDK frees the address at the selector's next turn, which comes before this ends.
      socket
          .eventLoop()
          .schedule(() -> {}, RELEASE_MILLIS, TimeUnit.MILLISECONDS)
          .awaitUninterruptibly();
    }
    connections.forEach(it -> it.pipeline().fireUserEventTriggered(AdminConnection.STOP));
  }
}
