package io.forebay.config;

/**
 * A token that a program shows an admin address.
 *
 * @param name whose it is
 * @param file where it stands
 */
public record AdminTokenConfig(String name, TokenFile file) {

  /** What a name may be, in words. */
  public static final String EXPECTED_NAME = "1 to 64 letters, digits and . _ - @";

  public AdminTokenConfig {
    Checks.require(isName(name), "name", name, EXPECTED_NAME);
  }

  /** Whether somebody may be called so. */
  public static boolean isName(String text) {
    return text.matches("[A-Za-z0-9._@-]{1,64}");
  }
}
