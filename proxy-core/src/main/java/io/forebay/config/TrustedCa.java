package io.forebay.config;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/**
 * Certificates that others are checked against.
 *
 * @param file where they were read, as an absolute path
 * @param pem at least one certificate, each between its own two lines
 */
public record TrustedCa(String file, String pem) {

  public static final int MAX_BYTES = 1 << 20;

  public TrustedCa {
    Checks.require(isPem(pem), "ca", file, "certificates in PEM format");
  }

  /** Whether this text holds certificates that can be read. */
  public static boolean isPem(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    try {
      return text.contains("-----BEGIN CERTIFICATE-----")
          && !CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .isEmpty();
    } catch (CertificateException e) {
      return false;
    }
  }

  /** The file. */
  @Override
  public String toString() {
    return file;
  }
}
