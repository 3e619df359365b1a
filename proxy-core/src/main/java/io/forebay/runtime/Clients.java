package io.forebay.runtime;

import io.forebay.config.TrustedPeers;
import io.forebay.http.ClientConnection;
import io.forebay.http.TlsSession;
import io.forebay.net.ProxyHeader;
import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What is known of who is at the other end of a channel. */
final class Clients {

  private Clients() {}

  /**
   * The client of {@code channel}.
   *
   * @param told what a header of the PROXY protocol has said of it; null for nothing
   * @param tls null where it is not encrypted
   */
  static ClientConnection of(
      Channel channel, @Nullable ProxyHeader told, @Nullable TlsSession tls) {
    return told == null || told.local()
        ? new ClientConnection(inet(channel.remoteAddress()), inet(channel.localAddress()), tls)
        : new ClientConnection(told.source(), told.destination(), tls);
  }

  /** Whether the socket's other end is one of {@code peers}. */
  static boolean isOneOf(TrustedPeers peers, Channel channel) {
    InetSocketAddress remote = inet(channel.remoteAddress());
    if (remote == null) {
      // A client of the network that is gone again has no address either.
      return peers.unix() && !(channel instanceof SocketChannel);
    }
    return peers.contains(remote.getAddress());
  }

  /** The address without its port; {@code unix:} for that of a unix socket. */
  static String text(@Nullable SocketAddress address) {
    InetSocketAddress inet = inet(address);
    return inet == null ? "unix:" : NetUtil.toAddressString(inet.getAddress());
  }

  private static @Nullable InetSocketAddress inet(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet : null;
  }
}
