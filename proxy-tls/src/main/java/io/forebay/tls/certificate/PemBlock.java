package io.forebay.tls.certificate;

/**
 * One block of a file in PEM format.
 *
 * @param label what it says of itself, such as {@code CERTIFICATE}
 * @param line where it begins, from 1
 * @param encrypted whether it says that its bytes are encrypted (RFC 1421 section 4.6.1.1)
 * @param bytes what it holds
 */
record PemBlock(String label, int line, boolean encrypted, byte[] bytes) {
  boolean isCertificate() {
    return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
  }

  boolean isRevocationList() {
    return label.equals("X509 CRL");
  }

  boolean isPrivateKey() {
    return label.endsWith("PRIVATE KEY");
  }
}
