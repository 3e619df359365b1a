package io.forebay.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the proxy talks to the operating system. */
public enum Transport {
  /** Linux epoll by native code: an accepting socket per event loop. */
  EPOLL,
  /**
   * Linux io_uring by native code: fewer system calls, only where it is asked for. It has no unix
   * sockets that listen, and what waits to be accepted when a listener closes is lost.
   */
  IO_URING,
  /** The JDK's own selectors, anywhere: one accepting socket that hands over to the loops. */
  NIO;

  /**
   * How much may wait to be sent on a connection before the other side is no longer read. The
   * kernel's buffers, which are larger, keep a fast peer busy meanwhile.
   */
  public static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  private static final IntegerUnixChannelOption V6_ONLY =
      new IntegerUnixChannelOption("IPV6_V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY);

  /** Epoll where its native library loads, NIO elsewhere. */
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /**
   * The one that is called {@code word}, as {@link #description} does, or the {@linkplain #best
   * best} for null, nothing and {@code auto}.
   *
   * @throws IllegalArgumentException if there is none of that name, or it does not work here; with
   *     the reason
   */
  public static Transport of(@Nullable String word) {
    if (word == null || word.isEmpty() || word.equals("auto")) {
      return best();
    }
    for (Transport transport : values()) {
      if (transport.word().equals(word)) {
        Throwable problem = transport.problem();
        if (problem == null) {
          return transport;
        }
        throw new IllegalArgumentException(word + " does not work here: " + reason(problem));
      }
    }
    throw new IllegalArgumentException(word + " (expected: auto, epoll, io_uring or nio)");
  }

  /** Why it does not work on this system, or null if it does. */
  public @Nullable Throwable problem() {
    return switch (this) {
      case EPOLL -> Epoll.unavailabilityCause();
      case IO_URING -> IoUring.unavailabilityCause();
      case NIO -> null;
    };
  }

  /** The first message that says more than that a class could not be made. */
  private static String reason(Throwable problem) {
    Throwable cause = problem;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What to print of this choice, such as {@code epoll} or {@code nio (epoll: reason)}. */
  public String description() {
    if (this != NIO || Epoll.isAvailable()) {
      return word();
    }
    Throwable cause = Epoll.unavailabilityCause();
    return "nio (no epoll: " + (cause == null ? "unknown" : cause.getMessage()) + ")";
  }

  /** Event loops on threads of their own, called {@code name-1} and so on. */
  public EventLoopGroup newEventLoops(int count, String name) {
    IoHandlerFactory factory =
        switch (this) {
          case EPOLL -> SteadyEpoll.factory(EpollIoHandler.newFactory());
          case IO_URING -> IoUringIoHandler.newFactory();
          case NIO -> NioIoHandler.newFactory();
        };
    return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory(name, true), factory);
  }

  /**
   * A socket for an outgoing connection to {@code remote}, which is to be given to it {@linkplain
   * #inItsForm in this transport's form}.
   */
  public Channel newSocket(SocketAddress remote) {
    boolean unix = remote instanceof UnixDomainSocketAddress;
    return switch (this) {
      case EPOLL -> unix ? new EpollDomainSocketChannel() : newTcpSocket();
      case IO_URING -> unix ? new IoUringDomainSocketChannel() : newTcpSocket();
      case NIO -> unix ? new NioDomainSocketChannel() : newTcpSocket();
    };
  }

  /** A datagram socket, not bound yet. */
  DatagramChannel newDatagramSocket() {
    return switch (this) {
      case EPOLL -> new EpollDatagramChannel();
      case IO_URING -> new IoUringDatagramChannel();
      case NIO -> new NioDatagramChannel();
    };
  }

  SocketChannel newTcpSocket() {
    return switch (this) {
      case EPOLL -> new EpollSocketChannel();
      case IO_URING -> new IoUringSocketChannel();
      case NIO -> new NioSocketChannel();
    };
  }

  /** An address as the sockets of this transport take it: Netty's own for native unix sockets. */
  public SocketAddress inItsForm(SocketAddress address) {
    return this != NIO && address instanceof UnixDomainSocketAddress unix
        ? new DomainSocketAddress(unix.getPath().toString())
        : address;
  }

  /**
   * A unix socket that listens at {@code path} already, where nothing may be yet. Not registered.
   *
   * <p>A native one is made from its descriptor: what Netty binds itself removes the file of that
   * name when it closes, whosever it is by then. The JDK's does so in any case.
   *
   * @throws IOException with the reason; there is no socket then
   */
  Channel newUnixServerSocket(Path path, int backlog) throws IOException {
    return switch (this) {
      case EPOLL -> nativeUnixServer(path, backlog);
      case IO_URING ->
          throw new IOException("io_uring cannot listen at a unix socket (expected: epoll or nio)");
      case NIO -> jdkUnixServer(path, backlog);
    };
  }

  private static Channel nativeUnixServer(Path path, int backlog) throws IOException {
    Socket socket = Socket.newSocketDomain();
    try {
      socket.bind(new DomainSocketAddress(path.toString()));
      socket.listen(backlog);
      return new EpollServerDomainSocketChannel(socket.intValue(), true);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static Channel jdkUnixServer(Path path, int backlog) throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      socket.bind(UnixDomainSocketAddress.of(path), backlog);
      return new NioServerDomainSocketChannel(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Whether several loops can each accept at the same address. */
  public boolean acceptsPerLoop() {
    return this != NIO;
  }

  /**
   * An accepting socket for {@code address}. An IPv4 one takes IPv4 only, so that the wildcards of
   * both families can be bound side by side.
   *
   * @param bothFamilies whether an IPv6 wildcard takes IPv4 clients too
   * @param shared whether other sockets of this process accept at the same address
   */
  public io.netty.channel.socket.ServerSocketChannel newServerSocket(
      InetAddress address, boolean bothFamilies, boolean shared) {
    boolean ipv4 = address instanceof Inet4Address;
    if (this == NIO) {
      return ipv4
          ? new NioServerSocketChannel(
              java.nio.channels.spi.SelectorProvider.provider(), SocketProtocolFamily.INET)
          : new NioServerSocketChannel();
    }
    if (this == IO_URING) {
      return ioUringServer(ipv4, bothFamilies, shared);
    }
    EpollServerSocketChannel channel =
        ipv4
            ? new EpollServerSocketChannel(SocketProtocolFamily.INET)
            : new EpollServerSocketChannel(SocketProtocolFamily.INET6);
    channel.config().setOption(EpollChannelOption.SO_REUSEPORT, shared);
    if (!ipv4) {
      channel.config().setOption(V6_ONLY, bothFamilies ? 0 : 1);
    }
    return channel;
  }

  /** Always an IPv6 socket where there is IPv6; bound to an IPv4 address it takes IPv4 only. */
  private static io.netty.channel.socket.ServerSocketChannel ioUringServer(
      boolean ipv4, boolean bothFamilies, boolean shared) {
    IoUringServerSocketChannel channel = new IoUringServerSocketChannel();
    channel.config().setOption(IoUringChannelOption.SO_REUSEPORT, shared);
    if (!ipv4 && channel.fd() instanceof Socket socket) {
      try {
        socket.setIntOpt(IPPROTO_IPV6, IPV6_V6ONLY, bothFamilies ? 0 : 1);
      } catch (IOException e) {
        channel.unsafe().closeForcibly();
        throw new ChannelException(e);
      }
    }
    return channel;
  }
}
