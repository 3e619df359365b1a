package io.forebay.condition;

import io.forebay.config.ForwardedConfig;
import io.forebay.http.ClientConnection;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The address that decisions about a client are made by, and that servers are told: its
 * connection's, or, where that is a trusted proxy's, the right-most of X-Forwarded-For that is not.
 * An entry that is no address ends the search: what lies to its left may be forged.
 *
 * <p>Only lines that were received count, so that it makes no difference what filters have added or
 * removed before. A unix socket has no address of its own.
 */
public final class ClientAddress {
  private ClientAddress() {}

  /** 4 or 16 bytes, or null for a client on a unix socket of whom nobody trusted says one. */
  public static byte @Nullable [] of(
      ForwardedConfig config, ClientConnection client, HttpHead head) {
    InetAddress peer = client.peer();
    if (peer == null) {
      return config.trustsUnix() ? beyond(config, null, head) : null;
    }
    byte[] address = peer.getAddress();
    return config.trusts(address) ? beyond(config, address, head) : address;
  }

  /** The same as text, {@code unix:} where that is null. Not to be changed. */
  public static byte[] text(ForwardedConfig config, ClientConnection client, HttpHead head) {
    byte[] address = trusts(config, client.peer()) ? of(config, client, head) : null;
    return address == null ? client.peerText() : Ascii.bytes(NetUtil.bytesToIpAddress(address));
  }

  private static boolean trusts(ForwardedConfig config, @Nullable InetAddress peer) {
    if (peer == null) {
      return config.trustsUnix();
    }
    return !config.trustedProxies().isEmpty() && config.trusts(peer.getAddress());
  }

  private static byte @Nullable [] beyond(
      ForwardedConfig config, byte @Nullable [] peer, HttpHead head) {
    for (int line = head.receivedCount() - 1; line >= 0; line--) {
      if (head.id(line) != HeaderId.X_FORWARDED_FOR) {
        continue;
      }
      String[] hops = head.valueText(line).split(",");
      for (int i = hops.length - 1; i >= 0; i--) {
        byte[] hop = NetUtil.createByteArrayFromIpAddressString(hops[i].strip());
        if (hop != null && !config.trusts(hop)) {
          return hop;
        }
        if (hop == null && !hops[i].isBlank()) {
          return peer;
        }
      }
    }
    return peer;
  }
}
