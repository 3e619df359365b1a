package io.forebay.runtime;

import io.forebay.config.AccessConfig;
import io.forebay.config.ListenerConfig;
import io.forebay.config.RejectConfig;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections before anything is read where that makes no difference but to the effort: the
 * listener closes for whoever it does not let in, all of its routes say the same, and nobody tells
 * another address than that of the connection.
 */
final class ConnectionAccess {

  private ConnectionAccess() {}

  /** Whom such a listener lets in; null where requests have to be looked at. */
  static @Nullable AccessConfig of(ListenerConfig listener) {
    AccessConfig access = listener.overrides().policy().access();
    boolean closes =
        access != null
            && access.restricts()
            && access.reject() != null
            && access.reject().status() == RejectConfig.CLOSE;
    boolean alike =
        listener.routes().stream()
            .allMatch(it -> access != null && access.equals(it.overrides().policy().access()));
    boolean direct =
        listener.forwarded().trustedProxies().isEmpty() && listener.proxyProtocol() == null;
    return closes && alike && direct ? access : null;
  }

  /** Whether the connection is to be closed. Any event loop. */
  static boolean refuses(@Nullable AccessConfig access, Channel channel) {
    return access != null
        && channel.remoteAddress() instanceof InetSocketAddress peer
        && !access.admits(peer.getAddress().getAddress());
  }
}
