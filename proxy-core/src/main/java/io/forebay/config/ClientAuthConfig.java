package io.forebay.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How clients show who they are by certificates.
 *
 * @param mode whether they are asked, default {@link ClientAuthMode#NONE}
 * @param ca the known issuers, in PEM format; null where clients are not asked
 * @param crl lists of revoked certificates, in PEM format; null for none
 */
public record ClientAuthConfig(ClientAuthMode mode, @Nullable Path ca, @Nullable Path crl) {

  /** Clients are not asked. */
  public static final ClientAuthConfig DEFAULT =
      new ClientAuthConfig(ClientAuthMode.NONE, null, null);

  public ClientAuthConfig {
    boolean asked = mode != ClientAuthMode.NONE;
    Checks.require(asked == (ca != null), "ca", ca + "", "a file where clients are asked");
    Checks.require(asked || crl == null, "crl", crl + "", "no file where clients are not asked");
  }
}
