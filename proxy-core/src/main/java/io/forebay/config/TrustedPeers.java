package io.forebay.config;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may say who a client is: peers by the address of their connection.
 *
 * @param networks the networks they are in
 * @param unix whether whoever connects to a unix socket is one of them
 */
public record TrustedPeers(List<Cidr> networks, boolean unix) {
  public static final TrustedPeers NONE = new TrustedPeers(List.of(), false);

  /** What the file calls the peers of unix sockets. */
  public static final String UNIX = "unix";

  public TrustedPeers {
    networks = List.copyOf(networks);
  }

  public boolean isEmpty() {
    return networks.isEmpty() && !unix;
  }

  /** Whether any of the networks holds this address (4 or 16 bytes). */
  public boolean contains(byte[] rawAddress) {
    for (Cidr network : networks) {
      if (network.contains(rawAddress)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the peer with this address is one of them; null is one on a unix socket. */
  public boolean contains(@Nullable InetAddress peer) {
    if (peer == null) {
      return unix;
    }
    return !networks.isEmpty() && contains(peer.getAddress());
  }
}
