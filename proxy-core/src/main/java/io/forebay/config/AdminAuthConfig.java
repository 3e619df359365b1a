package io.forebay.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How somebody shows an admin address who he is: one of these ways is enough. One name may have
 * several.
 *
 * @param usersFile names and passwords (RFC 7617); null for none
 * @param realm what clients are told they need a password or token for, default {@link
 *     #DEFAULT_REALM}
 * @param tokens bearer tokens (RFC 6750); each is that of one name
 * @param clientCertificates certificates that TLS has found to be good; each subject is that of one
 *     name
 */
public record AdminAuthConfig(
    @Nullable PasswordFile usersFile,
    String realm,
    List<AdminTokenConfig> tokens,
    List<AdminCertificateConfig> clientCertificates) {

  public static final String DEFAULT_REALM = "Forebay";

  public AdminAuthConfig {
    tokens = List.copyOf(tokens);
    clientCertificates = List.copyOf(clientCertificates);
    Checks.require(
        usersFile != null || !tokens.isEmpty() || !clientCertificates.isEmpty(),
        "auth",
        "nobody",
        "users_file, tokens or client_certificates");
    Checks.require(BasicAuthConfig.isRealm(realm), "realm", realm, BasicAuthConfig.REALM);
  }

  /** Everybody who can be known here. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>(ownNames());
    if (usersFile != null) {
      names.addAll(usersFile.hashes().keySet());
    }
    return names;
  }

  /** The names of tokens and certificates. */
  Set<String> ownNames() {
    Set<String> names = new LinkedHashSet<>();
    tokens.forEach(it -> names.add(it.name()));
    clientCertificates.forEach(it -> names.add(it.name()));
    return names;
  }

  /** Whether what is sent with each request is a secret that whoever listens could use. */
  public boolean sendsSecrets() {
    return usersFile != null || !tokens.isEmpty();
  }
}
