package io.forebay.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who must say a name and a password (RFC 7617).
 *
 * @param users who may come in; null for everybody, without a password, whatever is said further
 *     out
 * @param realm what clients are told they need a password for: visible ASCII and spaces, at most
 *     200 characters, default {@link #DEFAULT_REALM}
 * @param forward whether servers are told the password too, default no
 */
public record BasicAuthConfig(@Nullable PasswordFile users, String realm, boolean forward) {
  public static final String DEFAULT_REALM = "Restricted";

  /** What a realm may be, in words. */
  public static final String REALM = "1 to 200 characters of visible ASCII and spaces";

  /** Everybody comes in. */
  public static final BasicAuthConfig OFF = new BasicAuthConfig(null, DEFAULT_REALM, false);

  public BasicAuthConfig {
    Checks.require(isRealm(realm), "realm", realm, REALM);
  }

  /** Whether a realm may be called so. */
  public static boolean isRealm(String text) {
    return text.matches("[ -~]{1,200}");
  }

  /** Those who may come in, where not everybody may. */
  public PasswordFile requiredUsers() {
    return Objects.requireNonNull(users, "basic_auth is off");
  }
}
