package io.forebay.tls;

import io.forebay.config.CertificatePin;
import io.forebay.tls.certificate.CertificateNames;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** What a certificate must be whatever name it is asked for. Any thread. */
final class Pins {
  private final List<String> names;
  private final List<String> keys;

  Pins(List<CertificatePin> pins) {
    this.names = values(pins, CertificatePin.Kind.NAME);
    this.keys = values(pins, CertificatePin.Kind.PUBLIC_KEY);
  }

  private static List<String> values(List<CertificatePin> pins, CertificatePin.Kind kind) {
    return pins.stream().filter(it -> it.kind() == kind).map(CertificatePin::value).toList();
  }

  boolean isEmpty() {
    return names.isEmpty() && keys.isEmpty();
  }

  /** Whether they say which name the certificate is to be for. */
  boolean haveNames() {
    return !names.isEmpty();
  }

  void check(X509Certificate certificate) throws PinFailure {
    if (!names.isEmpty() && names.stream().noneMatch(it -> isFor(certificate, it))) {
      throw new PinFailure("certificate is not for " + String.join(" or ", names));
    }
    if (!keys.isEmpty() && !keys.contains(digest(certificate))) {
      throw new PinFailure("certificate has another public key than the pinned one");
    }
  }

  /** RFC 9525 section 6.3: a wildcard stands for one whole label, the first. */
  private static boolean isFor(X509Certificate certificate, String name) {
    List<String> presented = CertificateNames.ofAlternatives(certificate);
    int dot = name.indexOf('.');
    return presented.contains(name) || dot > 0 && presented.contains("*" + name.substring(dot));
  }

  private static String digest(X509Certificate certificate) {
    try {
      byte[] key = certificate.getPublicKey().getEncoded();
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 belongs to every Java", e);
    }
  }
}
