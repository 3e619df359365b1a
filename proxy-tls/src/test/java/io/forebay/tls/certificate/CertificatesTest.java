package io.forebay.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.CertificateConfig;
import io.forebay.config.yaml.SourceFiles;
import io.forebay.net.CertificateInfo;
import io.forebay.net.TlsException;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificates of a listener, while their files change. */
class CertificatesTest {
  @TempDir Path folder;
  private Instant now = Pki.NOW;
  private final Certificates certificates = new Certificates(() -> now);
  private final X509Bundle other = Pki.issued(Pki.names("other.test"));

  private CertificateConfig file(String name, String content) {
    return new CertificateConfig(Pki.write(folder, name, content), null, null, null);
  }

  private LoadedCertificates load(CertificateConfig... configs) throws TlsException {
    return certificates.load("web", List.of(configs), new SourceFiles());
  }

  @Test
  void oneThatCannotBeUsed_isLeftOut_andTheRestServe() throws Exception {
    CertificateConfig bad = file("bad.pem", "nonsense");
    CertificateConfig good = file("good.pem", Pki.combined(Pki.EC));
    LoadedCertificates loaded = load(bad, good);
    assertThat(loaded.usable()).extracting(Certificate::config).containsExactly(good);
    CertificateInfo refused = loaded.infos().get(0);
    assertThat(refused.problem())
        .isEqualTo(bad.cert() + ": nothing in PEM format (expected: a line of -----BEGIN)");
    assertThat(refused.notAfter()).isNull();
    CertificateInfo used = loaded.infos().get(1);
    assertThat(used.problem()).isNull();
    assertThat(used.listener()).isEqualTo("web");
    assertThat(used.file()).isEqualTo(good.cert());
    assertThat(used.names()).containsExactly("app.test");
    assertThat(used.keyType()).isEqualTo("EC");
    assertThat(used.notAfter()).isEqualTo(loaded.usable().get(0).notAfter());
    assertThat(used.fingerprint()).hasSize(64);
  }

  @Test
  void noneThatCanBeUsed_isRefusedWithEveryReason() {
    assertThatThrownBy(() -> load(file("a.pem", ""), file("b.pem", "nonsense")))
        .isInstanceOf(TlsException.class)
        .hasMessage(
            "no certificate can be used: %s: the file is empty; %s: nothing in PEM format"
                    .formatted(folder.resolve("a.pem"), folder.resolve("b.pem"))
                + " (expected: a line of -----BEGIN)");
  }

  @Test
  void fileThatIsBadNow_whatItHeldBeforeStays_untilItIsGoodAgain() throws Exception {
    CertificateConfig config = file("x.pem", Pki.combined(Pki.EC));
    LoadedCertificates first = load(config);
    file("x.pem", "nonsense");
    LoadedCertificates second = load(config);
    assertThat(second.usable().get(0).leaf()).isEqualTo(Pki.EC.getCertificate());
    assertThat(second.infos().get(0).problem()).contains("nothing in PEM format");
    assertThat(second.infos().get(0).fingerprint()).isEqualTo(first.infos().get(0).fingerprint());
    file("x.pem", Pki.combined(other));
    LoadedCertificates third = load(config);
    assertThat(third.usable().get(0).leaf()).isEqualTo(other.getCertificate());
    assertThat(third.infos().get(0).problem()).isNull();
    assertThat(third.infos().get(0).fingerprint()).isNotEqualTo(first.infos().get(0).fingerprint());
  }

  @Test
  void keyThatDoesNotFitYet_staysOut_untilTheCertificateFollows() throws Exception {
    Path cert = Pki.write(folder, "cert.pem", Pki.chain(Pki.EC));
    Path key = Pki.write(folder, "key.pem", Pki.EC.getPrivateKeyPEM());
    CertificateConfig config = new CertificateConfig(cert, key, null, null);
    LoadedCertificates before = load(config);
    Pki.write(folder, "key.pem", other.getPrivateKeyPEM());
    LoadedCertificates half = load(config);
    assertThat(half.usable()).isEqualTo(before.usable());
    assertThat(half.infos().get(0).problem())
        .startsWith(key + ": PRIVATE KEY of line 1 belongs to");
    Pki.write(folder, "cert.pem", Pki.chain(other));
    assertThat(load(config).usable().get(0).leaf()).isEqualTo(other.getCertificate());
  }

  @Test
  void certificateThatExpiresWhileItIsUsed_staysAndIsToldOf() throws Exception {
    CertificateConfig config = file("x.pem", Pki.combined(Pki.EC));
    LoadedCertificates loaded = load(config);
    now = loaded.usable().get(0).notAfter();
    LoadedCertificates expired = load(config);
    assertThat(expired.usable()).isEqualTo(loaded.usable());
    assertThat(expired.infos().get(0).problem()).endsWith("expired at " + now);
  }

  @Test
  void filesThatWereRead_areRemembered_alsoThoseThatAreBad() throws Exception {
    CertificateConfig good = file("good.pem", Pki.combined(Pki.EC));
    Path cert = Pki.write(folder, "cert.pem", Pki.chain(Pki.RSA));
    Path missing = folder.resolve("missing.pem");
    CertificateConfig bad = new CertificateConfig(cert, missing, null, null);
    SourceFiles files = new SourceFiles();
    certificates.load("web", List.of(good, bad), files);
    assertThat(files.paths()).containsExactly(good.cert(), cert, missing);
    assertThat(files.now().holdTheSameAs(files)).isTrue();
    Pki.write(folder, "missing.pem", Pki.RSA.getPrivateKeyPEM());
    assertThat(files.now().holdTheSameAs(files)).isFalse();
  }

  @Test
  void staple_isHandedOut_untilItIsTooOld() throws Exception {
    Path ocsp = folder.resolve("x.ocsp");
    byte[] response = OcspResponses.of(Pki.EC, CertificateStatus.GOOD, now, now.plusSeconds(60));
    Files.write(ocsp, response);
    Path cert = Pki.write(folder, "x.pem", Pki.combined(Pki.EC));
    CertificateConfig config = new CertificateConfig(cert, null, null, ocsp);
    LoadedCertificates loaded = load(config);
    assertThat(loaded.infos().get(0).stapleProblem()).isNull();
    assertThat(loaded.infos().get(0).stapleUntil()).isEqualTo(now.plusSeconds(60));
    Certificate certificate = loaded.usable().get(0);
    assertThat(certificate.ocspResponse(now)).isEqualTo(response);
    assertThat(certificate.ocspResponse(now.plusSeconds(60))).isNull();
    now = now.plusSeconds(60);
    LoadedCertificates later = load(config);
    assertThat(later.usable().get(0).ocspResponse(now)).isNull();
    assertThat(later.infos().get(0).problem()).isNull();
    assertThat(later.infos().get(0).stapleProblem())
        .isEqualTo(ocsp + ": OCSP response expired at " + now);
  }

  @Test
  void stapleThatIsMissing_isLeftOut_andTheCertificateServes() throws Exception {
    Path ocsp = folder.resolve("missing.ocsp");
    Path cert = Pki.write(folder, "x.pem", Pki.combined(Pki.EC));
    LoadedCertificates loaded = load(new CertificateConfig(cert, null, null, ocsp));
    assertThat(loaded.usable().get(0).ocspResponse(now)).isNull();
    assertThat(loaded.infos().get(0).stapleProblem()).isEqualTo(ocsp + ": there is no such file");
  }

  @Test
  void randomChanges_theLastGoodOneOfEachIsInUse() throws Exception {
    Random random = new Random(8);
    List<X509Bundle> bundles = List.of(Pki.EC, Pki.RSA, other);
    for (int round = 0; round < 10; round++) {
      CertificateConfig always = file("always.pem", Pki.combined(Pki.EC));
      CertificateConfig one = separate("one" + round);
      CertificateConfig two = separate("two" + round);
      Map<CertificateConfig, X509Bundle> inUse = new HashMap<>();
      LoadedCertificates loaded = load(always);
      for (int step = 0; step < 10; step++) {
        changeSomething(random, bundles, random.nextBoolean() ? one : two);
        for (CertificateConfig config : List.of(one, two)) {
          bundles.stream()
              .filter(it -> holds(config.cert(), Pki.chain(it)))
              .filter(it -> holds(config.key(), it.getPrivateKeyPEM()))
              .forEach(it -> inUse.put(config, it));
        }
        LoadedCertificates next = load(always, one, two);
        assertThat(next.usable()).hasSize(1 + inUse.size());
        for (Certificate certificate : next.usable().subList(1, next.usable().size())) {
          X509Bundle expected = inUse.get(certificate.config());
          assertThat(certificate.leaf()).isEqualTo(expected.getCertificate());
        }
        // Whoever serves holds what was loaded last; only that is gone back to.
        assertThat(loaded.infos()).isNotEmpty();
        loaded = next;
      }
    }
  }

  private CertificateConfig separate(String name) {
    return new CertificateConfig(
        folder.resolve(name + ".crt"), folder.resolve(name + ".key"), null, null);
  }

  private void changeSomething(Random random, List<X509Bundle> bundles, CertificateConfig config)
      throws IOException {
    X509Bundle bundle = bundles.get(random.nextInt(bundles.size()));
    switch (random.nextInt(4)) {
      case 0 -> Files.deleteIfExists(config.cert());
      case 1 -> Files.writeString(config.key(), "nonsense");
      case 2 -> Files.writeString(config.cert(), Pki.chain(bundle));
      default -> {
        Files.writeString(config.cert(), Pki.chain(bundle));
        Files.writeString(config.key(), bundle.getPrivateKeyPEM());
      }
    }
  }

  private static boolean holds(@Nullable Path file, String content) {
    try {
      return file != null && Files.exists(file) && Files.readString(file).equals(content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
