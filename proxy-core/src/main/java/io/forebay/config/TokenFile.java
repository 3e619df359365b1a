package io.forebay.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A bearer token in a file of its own, of which only a digest is kept. Compared by what it holds,
 * and shown without it.
 *
 * @param path where it was read, an absolute path
 * @param digest the SHA-256 of the token in 64 hexadecimal digits
 */
public record TokenFile(String path, String digest) {

  /** Bytes that such a file may have. */
  public static final int MAX_BYTES = 1024;

  /** What a token must be, in words. */
  public static final String TOKEN =
      "a token of 16 to 512 letters, digits and - . _ ~ + / =, as openssl rand -hex 32 makes it";

  /** The token {@code token}. */
  public static TokenFile of(String path, String token) {
    Checks.require(isToken(token), "token", path, TOKEN);
    return new TokenFile(path, HexFormat.of().formatHex(digestOf(token)));
  }

  /** Whether this can be sent as a token (RFC 6750 section 2.1) and is not too easily guessed. */
  public static boolean isToken(String text) {
    return text.matches("[A-Za-z0-9._~+/-]{14,512}={0,2}") && text.length() >= 16;
  }

  /** Whether {@code digest} is that of this token; takes the same time wherever they differ. */
  public boolean matches(byte[] digest) {
    return MessageDigest.isEqual(HexFormat.of().parseHex(this.digest), digest);
  }

  /** What {@link #matches} compares. */
  public static byte[] digestOf(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 belongs to every Java", e);
    }
  }

  /** The path alone. */
  @Override
  public String toString() {
    return path;
  }
}
