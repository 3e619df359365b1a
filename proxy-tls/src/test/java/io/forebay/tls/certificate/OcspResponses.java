package io.forebay.tls.certificate;

import io.netty.pkitesting.X509Bundle;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** What responders of OCSP answer, made by another implementation. */
final class OcspResponses {
  private OcspResponses() {}

  /** What the issuer of all test certificates says of one, in DER. */
  static byte[] of(
      X509Bundle bundle, CertificateStatus status, Instant from, @Nullable Instant to) {
    return of(bundle.getCertificate().getSerialNumber(), status, from, to);
  }

  static byte[] of(
      BigInteger serial, CertificateStatus status, Instant from, @Nullable Instant to) {
    try {
      X509CertificateHolder issuer = new JcaX509CertificateHolder(Pki.ISSUER.getCertificate());
      var sha1 = new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
      BasicOCSPRespBuilder basic = new BasicOCSPRespBuilder(new RespID(issuer.getSubject()));
      Date until = to == null ? null : Date.from(to);
      basic.addResponse(new CertificateID(sha1, issuer, BigInteger.ONE), CertificateStatus.GOOD);
      basic.addResponse(
          new CertificateID(sha1, issuer, serial), status, Date.from(from), until, null);
      var signer =
          new JcaContentSignerBuilder("SHA256withECDSA")
              .build(Pki.ISSUER.getKeyPair().getPrivate());
      var answer = basic.build(signer, new X509CertificateHolder[] {issuer}, new Date());
      return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, answer).getEncoded();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A responder that has no answer. */
  static byte[] error() {
    try {
      return new OCSPRespBuilder().build(OCSPRespBuilder.TRY_LATER, null).getEncoded();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
