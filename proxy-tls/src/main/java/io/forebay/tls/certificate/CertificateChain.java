package io.forebay.tls.certificate;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** A certificate and those of its issuers. */
final class CertificateChain {
  private CertificateChain() {}

  /** The certificates among {@code blocks}, in their order. */
  static List<X509Certificate> of(List<PemBlock> blocks) throws UnreadableException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : blocks) {
      if (block.isCertificate()) {
        certificates.add(read(block));
      }
    }
    if (certificates.isEmpty()) {
      throw new UnreadableException(
          "no certificate, only " + blocks.get(0).label() + " (expected: CERTIFICATE)");
    }
    return certificates;
  }

  private static X509Certificate read(PemBlock block) throws UnreadableException {
    try {
      var in = new ByteArrayInputStream(block.bytes());
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate) factory.generateCertificate(in);
    } catch (CertificateException | RuntimeException e) {
      // The JDK throws other things than it declares at bytes that are damaged.
      throw new UnreadableException(
          block.label() + " of line " + block.line() + " is damaged (expected: X.509)");
    }
  }

  /** Refuses an order in which a client could not follow it from the first one on. */
  static List<X509Certificate> requireOrder(List<X509Certificate> chain)
      throws UnreadableException {
    for (int i = 1; i < chain.size(); i++) {
      X509Certificate issued = chain.get(i - 1);
      X509Certificate issuer = chain.get(i);
      String found = "certificate " + (i + 1) + " of the chain is " + subject(issuer);
      if (!issued.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
        String expected = "the issuer of " + subject(issued) + ", " + issuerOf(issued);
        throw new UnreadableException(found + " (expected: " + expected + ")");
      }
      if (!isSignedBy(issued, issuer)) {
        throw new UnreadableException(
            found + ", but did not sign " + subject(issued) + " (expected: the key that did)");
      }
    }
    return chain;
  }

  /** What is wrong where the key is that of {@code leaf}, which stands behind another one. */
  static UnreadableException notFirst(X509Certificate first, X509Certificate leaf) {
    return new UnreadableException(
        "certificate 1 is "
            + subject(first)
            + " (expected: the one of the key, "
            + subject(leaf)
            + ", in front)");
  }

  private static boolean isSignedBy(X509Certificate issued, X509Certificate issuer) {
    try {
      issued.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }

  private static String issuerOf(X509Certificate certificate) {
    return certificate.getIssuerX500Principal().getName();
  }
}
