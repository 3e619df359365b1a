package io.forebay.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which headers tell servers about the client. What a client sends under these names is appended to
 * when its connection comes from a trusted proxy, and replaced otherwise.
 *
 * @param add the headers to send, default all but {@link ForwardedHeader#FORWARDED}
 * @param trustedProxies the peers whose headers are believed, default none
 * @param trustsUnix whether whoever connects to a unix socket is believed too, default no
 */
public record ForwardedConfig(
    Set<ForwardedHeader> add, List<Cidr> trustedProxies, boolean trustsUnix) {
  public static final ForwardedConfig DEFAULT =
      new ForwardedConfig(EnumSet.complementOf(EnumSet.of(ForwardedHeader.FORWARDED)), List.of());

  /** What {@code trusted_proxies} calls the peers of unix sockets. */
  public static final String UNIX = "unix";

  public ForwardedConfig {
    add = Checks.enums(ForwardedHeader.class, add);
    trustedProxies = List.copyOf(trustedProxies);
  }

  /** Trusts no peer of a unix socket. */
  public ForwardedConfig(Set<ForwardedHeader> add, List<Cidr> trustedProxies) {
    this(add, trustedProxies, false);
  }

  /** Whether any of the trusted networks holds this address (4 or 16 bytes). */
  public boolean trusts(byte[] rawAddress) {
    for (Cidr network : trustedProxies) {
      if (network.contains(rawAddress)) {
        return true;
      }
    }
    return false;
  }
}
