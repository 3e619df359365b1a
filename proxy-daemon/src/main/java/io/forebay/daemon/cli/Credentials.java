package io.forebay.daemon.cli;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Who asks, and how he proves it.
 *
 * @param who in words
 * @param authorization the value of the field of that name; empty for nobody
 */
record Credentials(String who, String authorization) {

  static final Credentials NONE = new Credentials("", "");

  /** HTTP's Basic scheme (RFC 7617), in UTF-8. */
  static Credentials basic(String name, String password) {
    byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new Credentials(
        "the password of " + name, "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  /**
   * A bearer token (RFC 6750).
   *
   * @param where it comes from, in words
   */
  static Credentials token(String token, String where) throws UsageException {
    String bare = token.strip();
    // What is wrong with it is not shown: it is secret.
    if (!bare.matches("[!-~]{1,4096}")) {
      throw new UsageException(where + ": no token (expected: one line of printable ASCII)");
    }
    return new Credentials("the token of " + where, "Bearer " + bare);
  }

  boolean isNone() {
    return authorization.isEmpty();
  }

  /** Nothing secret. */
  @Override
  public String toString() {
    return who;
  }
}
