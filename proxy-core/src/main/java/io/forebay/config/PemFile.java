package io.forebay.config;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file in PEM format, read together with the configuration, so that a reload notices what has
 * changed in it.
 *
 * @param file where it was read, as an absolute path
 * @param pem what it holds, one character for each byte; may be secret
 */
public record PemFile(String file, String pem) {

  public static final int MAX_BYTES = 1 << 20;

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

  /** Its certificates in PEM format without what stands around them; empty where it has none. */
  public String certificates() {
    return CERTIFICATE
        .matcher(pem)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.joining("\n"));
  }

  /** Whether it holds a private key. */
  public boolean hasKey() {
    return pem.contains("PRIVATE KEY-----");
  }

  /** The file; never what it holds. */
  @Override
  public String toString() {
    return file;
  }
}
