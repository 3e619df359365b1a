package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * How connections to servers are encrypted.
 *
 * @param verify whether the server's certificate must be valid, from a known issuer and for its
 *     name, default true
 * @param ca the known issuers; null for those that the JDK knows
 * @param sni the name that is asked for and that the certificate must be for; null for the name or
 *     the IP address of the server, of which only a name is sent
 */
public record UpstreamTlsConfig(boolean verify, @Nullable TrustedCa ca, @Nullable String sni) {

  /** Verified by what the JDK knows. */
  public static final UpstreamTlsConfig DEFAULT = new UpstreamTlsConfig(true, null, null);

  public UpstreamTlsConfig {
    Checks.require(sni == null || isName(sni), "sni", sni + "", "a host name");
  }

  /** Whether this is a host name, and no IP address. */
  public static boolean isName(String name) {
    return HostPort.isHost(name) && IpLiteral.parse(name) == null;
  }
}
