package io.forebay.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Random;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.Test;

/** Responses that may be stapled, and those that may not. */
class OcspStapleTest {
  private static final Instant NOW = Pki.NOW;
  private static final byte[] GOOD =
      OcspResponses.of(Pki.EC, CertificateStatus.GOOD, NOW.minusSeconds(60), NOW.plusSeconds(60));

  private static OcspStaple read(byte[] response) throws UnreadableException {
    return OcspStaple.read(response, Pki.EC.getCertificate(), NOW);
  }

  private static void refused(byte[] response, String reason) {
    assertThatThrownBy(() -> read(response))
        .isInstanceOf(UnreadableException.class)
        .hasMessage(reason);
  }

  @Test
  void good_isHandedOutUntilItsNextUpdate() throws Exception {
    OcspStaple staple = read(GOOD);
    assertThat(staple.response()).isEqualTo(GOOD);
    assertThat(staple.isCurrent(NOW.plusSeconds(59))).isTrue();
    assertThat(staple.isCurrent(NOW.plusSeconds(60))).isFalse();
  }

  @Test
  void withoutNextUpdate_isHandedOut() throws Exception {
    byte[] response = OcspResponses.of(Pki.EC, CertificateStatus.GOOD, NOW, null);
    assertThat(read(response).isCurrent(NOW.plus(Pki.DAY))).isTrue();
  }

  @Test
  void tooOldOrTooYoung_isRefused() {
    Instant before = NOW.minusSeconds(60);
    refused(
        OcspResponses.of(Pki.EC, CertificateStatus.GOOD, before, NOW),
        "OCSP response expired at " + NOW);
    Instant later = NOW.plusSeconds(60);
    refused(
        OcspResponses.of(Pki.EC, CertificateStatus.GOOD, later, later),
        "OCSP response is not valid before " + later);
  }

  @Test
  void anythingButGood_isRefused() {
    var revoked = new RevokedStatus(Date.from(NOW), 1);
    refused(
        OcspResponses.of(Pki.EC, revoked, NOW, null),
        "the certificate is revoked, says the OCSP response");
    refused(
        OcspResponses.of(Pki.EC, new UnknownStatus(), NOW, null),
        "the certificate is unknown to its issuer, says the OCSP response");
    refused(OcspResponses.error(), "OCSP response is an error, number 3");
  }

  @Test
  void ofAnotherCertificate_isRefused() {
    BigInteger serial = Pki.EC.getCertificate().getSerialNumber().add(BigInteger.ONE);
    refused(
        OcspResponses.of(serial, CertificateStatus.GOOD, NOW, null),
        "OCSP response is for another certificate");
  }

  @Test
  void randomDamage_isRefusedInWords() {
    Random random = new Random(4);
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = Arrays.copyOf(GOOD, 1 + random.nextInt(GOOD.length));
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      try {
        OcspStaple staple = read(damaged);
        assertThat(staple.response()).isEqualTo(damaged);
      } catch (UnreadableException e) {
        assertThat(e).message().doesNotContain("null");
      }
    }
  }
}
