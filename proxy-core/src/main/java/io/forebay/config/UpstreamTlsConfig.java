package io.forebay.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How connections to servers are encrypted.
 *
 * @param verify whether the server's certificate must be valid, from a known issuer and for its
 *     name, default true
 * @param ca the known issuers; null for those that the JDK knows
 * @param sni the name that is asked for and that the certificate must be for; null for the name or
 *     the IP address of the server, of which only a name is sent
 * @param cert the certificate by which the proxy shows who it is, with those that lead to its
 *     issuer behind it; null for none
 * @param key the private key of {@code cert}; null where it stands in the same file
 * @param pin what the certificate must be beside that, one of each kind that is named: names stand
 *     in place of {@code sni}, public keys count also where nothing is verified; empty for nothing
 */
public record UpstreamTlsConfig(
    boolean verify,
    @Nullable TrustedCa ca,
    @Nullable String sni,
    @Nullable PemFile cert,
    @Nullable PemFile key,
    List<CertificatePin> pin) {

  public static final int MAX_PINS = 16;

  /** Verified by what the JDK knows. */
  public static final UpstreamTlsConfig DEFAULT = new UpstreamTlsConfig(true, null, null);

  public UpstreamTlsConfig {
    pin = List.copyOf(pin);
    Checks.require(sni == null || isName(sni), "sni", sni + "", "a host name");
    Checks.require(key == null || cert != null, "key", key + "", "cert beside it");
    Checks.range("pins", pin.size(), 0, MAX_PINS);
    Checks.require(
        verify || pin.stream().noneMatch(it -> it.kind() == CertificatePin.Kind.NAME),
        "pin",
        pin,
        "public keys only, as nothing is verified");
  }

  /** Without a certificate of the proxy and without pins. */
  public UpstreamTlsConfig(boolean verify, @Nullable TrustedCa ca, @Nullable String sni) {
    this(verify, ca, sni, null, null, List.of());
  }

  /** The same with another name that is asked for. */
  UpstreamTlsConfig withSni(String name) {
    return new UpstreamTlsConfig(verify, ca, name, cert, key, pin);
  }

  /** Whether this is a host name, and no IP address. */
  public static boolean isName(String name) {
    return HostPort.isHost(name) && IpLiteral.parse(name) == null;
  }

  /** Where the private key stands; null where there is no certificate. */
  public @Nullable PemFile keyFile() {
    return key == null ? cert : key;
  }
}
