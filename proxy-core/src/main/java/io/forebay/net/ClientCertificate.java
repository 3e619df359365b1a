package io.forebay.net;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a client has shown. It was found to be good: with one that is not there is
 * no connection, whether one is required or not.
 *
 * @param subject whose it is, as RFC 2253 writes it; may hold any characters
 * @param issuer who has signed it, likewise
 * @param serial its number among those of the issuer, in hexadecimal digits
 * @param fingerprint the SHA-256 of it in hexadecimal digits
 */
public record ClientCertificate(String subject, String issuer, String serial, String fingerprint) {

  /** What was shown when {@code session} began, which may be another connection; null for none. */
  public static @Nullable ClientCertificate of(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length == 0 ? null : of((X509Certificate) chain[0]);
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  private static ClientCertificate of(X509Certificate certificate) {
    return new ClientCertificate(
        certificate.getSubjectX500Principal().getName(),
        certificate.getIssuerX500Principal().getName(),
        certificate.getSerialNumber().toString(16),
        fingerprint(certificate));
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
