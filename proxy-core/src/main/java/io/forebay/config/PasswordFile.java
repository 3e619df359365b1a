package io.forebay.config;

import java.util.Comparator;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Users and the bcrypt hashes of their passwords, as {@code htpasswd -B} writes them. Compared by
 * what it holds, and shown without it.
 *
 * @param path where it was read, an absolute path
 * @param hashes by name, one character for each byte of it; at least one
 */
public record PasswordFile(String path, Map<String, String> hashes) {

  /** Bytes that such a file may have. */
  public static final int MAX_BYTES = 1 << 20;

  /** What a hash must be, in words. */
  public static final String HASH = "a bcrypt hash with a cost of 4 to 14, as htpasswd -B makes it";

  private static final Pattern BCRYPT =
      Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-4])\\$[./0-9A-Za-z]{53}");
  private static final int COST_FROM = 4;
  private static final int COST_TO = 6;

  /** Nobody knows a password for it. */
  private static final String NOBODY = "$......................8rJnHBlGXnhlOOAFZ5qaZqGfcKcQF/2";

  public PasswordFile {
    hashes = Map.copyOf(hashes);
    Checks.require(!hashes.isEmpty(), "users_file", path, "at least one user");
    Checks.require(
        hashes.values().stream().allMatch(PasswordFile::isHash), "users_file", path, HASH);
  }

  /** Whether this is such a hash. */
  public static boolean isHash(String text) {
    return BCRYPT.matcher(text).matches();
  }

  /**
   * The hash to compare a password with for users who are not there, so that they are not told by
   * the time that it takes: as costly as the costliest.
   */
  public String hashOfNobody() {
    String cost =
        hashes.values().stream()
            .map(it -> it.substring(COST_FROM, COST_TO))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    return "$2y$" + cost + NOBODY;
  }

  /** The path alone. */
  @Override
  public String toString() {
    return path;
  }
}
