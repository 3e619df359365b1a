package io.forebay.runtime;

import io.forebay.http.ClientConnection;
import io.forebay.http.TlsSession;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What is known of who is at the other end of a channel. */
final class Clients {

  private Clients() {}

  /** The client of {@code channel}; {@code tls} is null where it is not encrypted. */
  static ClientConnection of(Channel channel, @Nullable TlsSession tls) {
    InetSocketAddress remote =
        channel.remoteAddress() instanceof InetSocketAddress address ? address : null;
    int port = channel.localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
    return new ClientConnection(
        remote == null ? null : remote.getAddress(),
        remote == null ? 0 : remote.getPort(),
        port,
        tls);
  }
}
