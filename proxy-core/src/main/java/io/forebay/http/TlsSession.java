package io.forebay.http;

import org.jspecify.annotations.Nullable;

/**
 * What a client and the proxy agreed on in their handshake.
 *
 * @param version such as {@code TLSv1.3}
 * @param cipher the suite
 * @param serverName which the client asked for; null if it named none
 * @param resumed whether it went on with an earlier session
 * @param certificate what servers are told of the one that it has shown; null if it has shown none
 */
public record TlsSession(
    String version,
    String cipher,
    @Nullable String serverName,
    boolean resumed,
    @Nullable HeaderBlock certificate) {

  /** Whether it is TLS 1.3, not 1.2. */
  public boolean isTls13() {
    return version.equals("TLSv1.3");
  }
}
