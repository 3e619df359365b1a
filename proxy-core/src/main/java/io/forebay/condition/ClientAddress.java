package io.forebay.condition;

import io.forebay.config.AddressSource;
import io.forebay.config.ForwardedConfig;
import io.forebay.http.ClientConnection;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The address that decisions about a client are made by, and that servers are told: its
 * connection's, or, where that is a trusted proxy's, the one that it says. Of a list that is the
 * right-most that is no trusted proxy's; an entry that is no address ends the search, as what lies
 * to its left may be forged. A field for one address counts where it came once.
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
    byte[] own = peer == null ? null : peer.getAddress();
    if (!isToldOf(config, client)) {
      return own;
    }
    byte[] told = told(config, head);
    return told == null ? own : told;
  }

  /** The same as text, {@code unix:} where that is null. Not to be changed. */
  public static byte[] text(ForwardedConfig config, ClientConnection client, HttpHead head) {
    byte[] told = isToldOf(config, client) ? told(config, head) : null;
    return told == null ? client.peerText() : Ascii.bytes(NetUtil.bytesToIpAddress(told));
  }

  /** Whether a trusted proxy may say another address than the connection's. */
  private static boolean isToldOf(ForwardedConfig config, ClientConnection client) {
    return config.source().kind() != AddressSource.Kind.NONE
        && config.trustedProxies().contains(client.peer());
  }

  /** What a trusted proxy says; null where that is nothing of use. */
  private static byte @Nullable [] told(ForwardedConfig config, HttpHead head) {
    byte[] name = Ascii.bytes(config.source().header());
    return config.source().kind() == AddressSource.Kind.ADDRESS
        ? onlyOne(head, name)
        : rightMost(config, head, name);
  }

  private static byte @Nullable [] onlyOne(HttpHead head, byte[] name) {
    String value = null;
    for (int line = 0; line < head.receivedCount(); line++) {
      if (head.isNamed(line, name)) {
        if (value != null) {
          return null;
        }
        value = head.valueText(line);
      }
    }
    return value == null ? null : NodeAddress.parse(value);
  }

  private static byte @Nullable [] rightMost(ForwardedConfig config, HttpHead head, byte[] name) {
    for (int line = head.receivedCount() - 1; line >= 0; line--) {
      if (!head.isNamed(line, name)) {
        continue;
      }
      List<String> hops = hops(config.source(), head.valueText(line));
      for (int i = hops.size() - 1; i >= 0; i--) {
        String hop = hops.get(i).strip();
        byte[] address = NodeAddress.parse(hop);
        if (address == null && !hop.isEmpty()) {
          return null;
        }
        if (address != null && !config.trusts(address)) {
          return address;
        }
      }
    }
    return null;
  }

  private static List<String> hops(AddressSource source, String value) {
    return source.kind() == AddressSource.Kind.FORWARDED
        ? ForwardedNodes.of(value)
        : List.of(value.split(","));
  }
}
