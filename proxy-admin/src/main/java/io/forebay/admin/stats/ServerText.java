package io.forebay.admin.stats;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Locale;

/** Words for what is told of servers, the same on the page and in the API. */
public final class ServerText {

  private ServerText() {}

  /** As configurations have it, such as {@code 127.0.0.1:80} and {@code unix:/run/a.sock}. */
  public static String address(SocketAddress address) {
    if (address instanceof InetSocketAddress it) {
      return it.isUnresolved()
          ? it.getHostString() + ":" + it.getPort()
          : NetUtil.toSocketAddressString(it);
    }
    return address instanceof UnixDomainSocketAddress it ? "unix:" + it : address.toString();
  }

  /** The word for a constant, such as {@code half_open}. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
