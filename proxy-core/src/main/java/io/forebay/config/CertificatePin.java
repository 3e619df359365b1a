package io.forebay.config;

import java.util.Base64;
import java.util.Locale;

/**
 * What the certificate of a server must be, whatever name it is asked for.
 *
 * @param kind what {@code value} says of it
 * @param value a host name in lower case, or the Base64 text of a digest
 */
public record CertificatePin(Kind kind, String value) {

  /** What a pin is about. */
  public enum Kind {
    /** A name that the certificate is for. */
    NAME,
    /** The SHA-256 digest of its public key, of the SubjectPublicKeyInfo in DER. */
    PUBLIC_KEY
  }

  /** What is expected of a pin's text. */
  public static final String EXPECTED =
      "a host name, or sha256/ and the Base64 digest of a public key";

  private static final String DIGEST = "sha256/";
  private static final int DIGEST_BYTES = 32;

  public CertificatePin {
    boolean valid = kind == Kind.NAME ? UpstreamTlsConfig.isName(value) : isDigest(value);
    Checks.require(valid, "pin", kind == Kind.NAME ? value : DIGEST + value, EXPECTED);
  }

  /**
   * Reads a pin.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static CertificatePin parse(String text) {
    return text.startsWith(DIGEST)
        ? new CertificatePin(Kind.PUBLIC_KEY, text.substring(DIGEST.length()))
        : new CertificatePin(Kind.NAME, text.toLowerCase(Locale.ROOT));
  }

  private static boolean isDigest(String text) {
    try {
      return Base64.getDecoder().decode(text).length == DIGEST_BYTES && text.endsWith("=");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return kind == Kind.NAME ? value : DIGEST + value;
  }
}
