package io.forebay.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which headers tell servers about the client, and who is believed about it. What a client sends
 * under these names is replaced unless its connection comes from a trusted proxy.
 *
 * @param add the headers to send, default all but {@link ForwardedHeader#FORWARDED}
 * @param trustedProxies the peers whose headers are believed, default none
 * @param source where they say which client it is, default {@link AddressSource#X_FORWARDED_FOR}
 */
public record ForwardedConfig(
    Set<ForwardedHeader> add, TrustedPeers trustedProxies, AddressSource source) {
  public static final ForwardedConfig DEFAULT =
      new ForwardedConfig(EnumSet.complementOf(EnumSet.of(ForwardedHeader.FORWARDED)), List.of());

  public ForwardedConfig {
    add = Checks.enums(ForwardedHeader.class, add);
  }

  /** Trusts no peer of a unix socket. */
  public ForwardedConfig(Set<ForwardedHeader> add, List<Cidr> trustedProxies) {
    this(add, new TrustedPeers(trustedProxies, false), AddressSource.X_FORWARDED_FOR);
  }

  /** The same with other headers to send. */
  public ForwardedConfig with(Set<ForwardedHeader> others) {
    return new ForwardedConfig(others, trustedProxies, source);
  }

  /** Whether the peer with this address (4 or 16 bytes) is trusted. */
  public boolean trusts(byte[] rawAddress) {
    return trustedProxies.contains(rawAddress);
  }
}
