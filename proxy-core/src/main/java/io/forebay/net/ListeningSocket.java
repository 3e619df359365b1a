package io.forebay.net;

import io.forebay.config.BindAddress;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A socket that listens and that one process hands to another: this one to the next, the one before
 * to this, or the service manager. Linux only.
 *
 * @param owner the listener whose socket it is, {@link #ADMIN}, or what the service manager calls
 *     it
 * @param bind the address as it was configured, with port 0 where any was asked for
 * @param activated whether the service manager holds it too, and goes on when this process ends
 * @param descriptor its number in this process
 */
public record ListeningSocket(String owner, BindAddress bind, boolean activated, int descriptor) {

  /** The owner of admin addresses: no listener can be called so. */
  public static final String ADMIN = "(admin)";

  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  private static final String ACTIVATED = "activated";
  private static final String OWN = "own";
  private static final int WORDS = 3;

  /**
   * A socket of the service manager, whose address is where it is bound.
   *
   * @throws IOException saying what it is instead of a socket that takes connections
   */
  public static ListeningSocket activated(String name, int descriptor) throws IOException {
    Socket socket = new Socket(descriptor);
    if (socket.getIntOpt(SOL_SOCKET, SO_TYPE) != SOCK_STREAM) {
      throw new IOException("a socket for datagrams (expected: ListenStream=)");
    }
    if (socket.getIntOpt(SOL_SOCKET, SO_ACCEPTCONN) == 0) {
      throw new IOException("a socket that does not listen (expected: Accept=no)");
    }
    return new ListeningSocket(name, boundTo(socket), true, descriptor);
  }

  private static BindAddress boundTo(Socket socket) throws IOException {
    if (isUnix(socket)) {
      DomainSocketAddress address = socket.localDomainSocketAddress();
      try {
        return BindAddress.parse("unix:" + address.path());
      } catch (IllegalArgumentException e) {
        throw new IOException("a unix socket at no usable path: " + e.getMessage(), e);
      }
    }
    InetSocketAddress address = socket.localAddress();
    InetAddress host = address.getAddress();
    boolean bothFamilies =
        host.isAnyLocalAddress()
            && host.getAddress().length > 4
            && socket.getIntOpt(IPPROTO_IPV6, IPV6_V6ONLY) == 0;
    return new BindAddress(bothFamilies ? null : host.getHostAddress(), address.getPort());
  }

  private static boolean isUnix(Socket socket) throws IOException {
    return socket.getIntOpt(SOL_SOCKET, SO_DOMAIN) == AF_UNIX;
  }

  /**
   * Reads what {@link #label} wrote.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static ListeningSocket of(String label, int descriptor) {
    String[] words = label.split(" ", WORDS);
    if (words.length < WORDS) {
      throw new IllegalArgumentException(label + " (expected: own or activated, owner, address)");
    }
    boolean activated = words[0].equals(ACTIVATED);
    return new ListeningSocket(words[1], BindAddress.parse(words[2]), activated, descriptor);
  }

  /** Everything but the descriptor, in one line. */
  public String label() {
    return (activated ? ACTIVATED : OWN) + " " + owner + " " + bind;
  }

  /** Whether it is another socket of the same listener at the same address. */
  boolean isBeside(ListeningSocket other) {
    return owner.equals(other.owner) && bind.equals(other.bind);
  }

  /** Whether whoever wants to listen at {@code wanted} is served by it. */
  boolean serves(BindAddress wanted) {
    if (wanted.equals(bind)) {
      return true;
    }
    Path path = wanted.unixPath();
    InetSocketAddress address = bind.unixPath() == null ? localAddress() : null;
    if (path != null || address == null || address.getPort() != wanted.port()) {
      return false;
    }
    String host = wanted.host();
    try {
      return host == null
          ? bind.host() == null
          : InetAddress.getByName(host).equals(address.getAddress()) && bind.host() != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Where it is really bound; null for a unix socket. */
  public @Nullable InetSocketAddress localAddress() {
    return new Socket(descriptor).localAddress();
  }

  /**
   * A channel that accepts from it, of the epoll transport and not registered yet. It owns the
   * descriptor from now on.
   */
  public Channel channel() {
    boolean blocks = BlockingSocket.blocks(descriptor);
    Channel channel =
        bind.unixPath() == null
            ? new EpollServerSocketChannel(descriptor)
            : new EpollServerDomainSocketChannel(descriptor, true);
    if (blocks) {
      BlockingSocket.tame(channel);
    }
    return channel;
  }

  /** Gives this process's descriptor back; the socket itself lives on where others have one. */
  void close() throws IOException {
    new Socket(descriptor).close();
  }

  /** The address and whose it is, for people. */
  @Override
  public String toString() {
    return bind + " (" + owner + ")";
  }
}
