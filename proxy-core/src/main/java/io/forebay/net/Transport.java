package io.forebay.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Inet4Address;
import java.net.InetAddress;

/** How the proxy talks to the operating system. */
public enum Transport {
  /** Linux epoll by native code: an accepting socket per event loop. */
  EPOLL,
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

  /** What to print of this choice, such as {@code epoll} or {@code nio (epoll: reason)}. */
  public String description() {
    if (this == EPOLL || Epoll.isAvailable()) {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
    Throwable cause = Epoll.unavailabilityCause();
    return "nio (no epoll: " + (cause == null ? "unknown" : cause.getMessage()) + ")";
  }

  /** Event loops on threads of their own, called {@code name-1} and so on. */
  public EventLoopGroup newEventLoops(int count, String name) {
    IoHandlerFactory factory =
        this == EPOLL
            ? SteadyEpoll.factory(EpollIoHandler.newFactory())
            : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory(name, true), factory);
  }

  /** A socket for an outgoing connection. */
  public SocketChannel newSocket() {
    return this == EPOLL ? new EpollSocketChannel() : new NioSocketChannel();
  }

  /** Whether several loops can each accept at the same address. */
  public boolean acceptsPerLoop() {
    return this == EPOLL;
  }

  /**
   * An accepting socket for {@code address}. An IPv4 one takes IPv4 only, so that the wildcards of
   * both families can be bound side by side.
   *
   * @param bothFamilies whether an IPv6 wildcard takes IPv4 clients too
   * @param shared whether other sockets of this process accept at the same address
   */
  public ServerSocketChannel newServerSocket(
      InetAddress address, boolean bothFamilies, boolean shared) {
    boolean ipv4 = address instanceof Inet4Address;
    if (this == NIO) {
      return ipv4
          ? new NioServerSocketChannel(
              java.nio.channels.spi.SelectorProvider.provider(), SocketProtocolFamily.INET)
          : new NioServerSocketChannel();
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
}
