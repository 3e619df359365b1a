package io.forebay.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.CertificateConfig;
import io.forebay.config.yaml.SourceFiles;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as people have them. */
class CertificateReaderTest {
  @TempDir Path folder;

  private Path write(String name, String content) {
    return Pki.write(folder, name, content);
  }

  private static CertificateConfig config(Path cert, @Nullable Path key, @Nullable Path chain) {
    return new CertificateConfig(cert, key, chain, null);
  }

  private static Certificate read(CertificateConfig config) throws RefusedCertificateException {
    return new CertificateReader(Pki.NOW, new SourceFiles()).read(config);
  }

  private Certificate read(String combined) throws RefusedCertificateException {
    return read(config(write("all.pem", combined), null, null));
  }

  /** With this in place of the key. */
  private Certificate withKey(X509Bundle bundle, String key) throws RefusedCertificateException {
    return read(config(write("cert.pem", bundle.getCertificatePEM()), write("key.pem", key), null));
  }

  private void refused(String combined, String reason) {
    assertThatThrownBy(() -> read(combined))
        .isInstanceOf(RefusedCertificateException.class)
        .hasMessage(folder.resolve("all.pem") + ": " + reason);
  }

  @Test
  void oneFile_certificateChainAndKey() throws Exception {
    Certificate certificate = read(Pki.combined(Pki.EC));
    assertThat(certificate.names()).containsExactly("app.test");
    assertThat(certificate.type()).isEqualTo(KeyType.EC);
    assertThat(certificate.chain())
        .containsExactly(Pki.EC.getCertificate(), Pki.ISSUER.getCertificate());
    assertThat(certificate.key()).isEqualTo(Pki.EC.getKeyPair().getPrivate());
    assertThat(certificate.notAfter()).isEqualTo(Pki.NOW.plus(Pki.DAY.multipliedBy(90)));
    assertThat(certificate).hasToString(folder.resolve("all.pem").toString());
  }

  @Test
  void threeFiles() throws Exception {
    Path cert = write("cert.pem", Pki.RSA.getCertificatePEM());
    Path key = write("key.pem", Pki.RSA.getPrivateKeyPEM());
    Path chain =
        write("chain.pem", Pki.ISSUER.getCertificatePEM() + "\n" + Pki.ROOT.getCertificatePEM());
    Certificate certificate = read(config(cert, key, chain));
    assertThat(certificate.type()).isEqualTo(KeyType.RSA);
    assertThat(certificate.chain())
        .containsExactly(
            Pki.RSA.getCertificate(), Pki.ISSUER.getCertificate(), Pki.ROOT.getCertificate());
  }

  @Test
  void chainThatIsInBothFiles_isTakenOnce() throws Exception {
    Path cert = write("fullchain.pem", Pki.chain(Pki.EC));
    Path key = write("key.pem", Pki.EC.getPrivateKeyPEM());
    Path chain = write("chain.pem", Pki.ISSUER.getCertificatePEM());
    assertThat(read(config(cert, key, chain)).chain()).hasSize(2);
  }

  @Test
  void keyInFront_andWordsCarriageReturnsAndParametersAround_areNoTrouble() throws Exception {
    String text =
        "\ufeffBag Attributes: 1\n"
            + Pki.pem("EC PARAMETERS", new byte[] {6, 1, 1})
            + Pki.EC.getPrivateKeyPEM()
            + "\nsubject=CN = app.test\n\n"
            + Pki.chain(Pki.EC)
            + "# the end";
    assertThat(read(text.replace("\n", "\r\n")).chain()).hasSize(2);
  }

  @Test
  void rsaKeyAsPkcs1_ecKeyAsSec1() throws Exception {
    byte[] rsa = Pki.traditional(Pki.RSA.getKeyPair().getPrivate());
    byte[] ec = Pki.traditional(Pki.EC.getKeyPair().getPrivate());
    assertThat(withKey(Pki.RSA, Pki.pem("RSA PRIVATE KEY", rsa)).key())
        .isEqualTo(Pki.RSA.getKeyPair().getPrivate());
    assertThat(withKey(Pki.EC, Pki.pem("EC PRIVATE KEY", ec)).type()).isEqualTo(KeyType.EC);
  }

  @Test
  void sec1KeyThatSaysItsCurve_isRead() throws Exception {
    X509Bundle bundle = Pki.issued(Pki.names("p384.test").algorithm(Algorithm.ecp384));
    var key = (ECPrivateKey) bundle.getKeyPair().getPrivate();
    var sec1 =
        new org.bouncycastle.asn1.sec.ECPrivateKey(
            384, key.getS(), new DERBitString(new byte[97]), SECObjectIdentifiers.secp384r1);
    assertThat(withKey(bundle, Pki.pem("EC PRIVATE KEY", sec1.getEncoded())).key()).isNotNull();
  }

  @Test
  void encryptedKeys_areRefused() {
    String legacy =
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
            + "-----END RSA PRIVATE KEY-----\n";
    String expected = " is encrypted (expected: a key without a passphrase)";
    assertThatThrownBy(() -> withKey(Pki.RSA, legacy))
        .hasMessage(folder.resolve("key.pem") + ": RSA PRIVATE KEY of line 1" + expected);
    refused(
        Pki.chain(Pki.EC) + Pki.pem("ENCRYPTED PRIVATE KEY", new byte[] {48, 1, 0}),
        "ENCRYPTED PRIVATE KEY of line " + (Pki.chain(Pki.EC).lines().count() + 1) + expected);
  }

  @Test
  void keyOfAnotherCertificate_isRefused() {
    X509Bundle other = Pki.issued(Pki.names("other.test"));
    assertThatThrownBy(() -> withKey(Pki.EC, other.getPrivateKeyPEM()))
        .hasMessage(
            folder.resolve("key.pem")
                + ": PRIVATE KEY of line 1 belongs to another certificate"
                + " (expected: the key of CN=of app.test)");
    assertThatThrownBy(() -> withKey(Pki.EC, Pki.RSA.getPrivateKeyPEM()))
        .hasMessage(
            folder.resolve("key.pem")
                + ": PRIVATE KEY of line 1 cannot be read as a key of type EC"
                + " (expected: the key of CN=of app.test)");
  }

  @Test
  void noKeyOrSeveral_isRefused() {
    refused(Pki.chain(Pki.EC), "no private key (expected: one PRIVATE KEY)");
    refused(
        Pki.combined(Pki.EC) + Pki.RSA.getPrivateKeyPEM(),
        "2 private keys (expected: one PRIVATE KEY)");
    refused(Pki.EC.getPrivateKeyPEM(), "no certificate, only PRIVATE KEY (expected: CERTIFICATE)");
  }

  @Test
  void wrongOrder_isRefused() {
    refused(
        Pki.EC.getCertificatePEM()
            + "\n"
            + Pki.ROOT.getCertificatePEM()
            + "\n"
            + Pki.ISSUER.getCertificatePEM()
            + "\n"
            + Pki.EC.getPrivateKeyPEM(),
        "certificate 2 of the chain is CN=root"
            + " (expected: the issuer of CN=of app.test, CN=issuer)");
    refused(
        Pki.ISSUER.getCertificatePEM() + "\n" + Pki.combined(Pki.EC),
        "certificate 1 is CN=issuer (expected: the one of the key, CN=of app.test, in front)");
  }

  @Test
  void issuerOfTheSameNameWithAnotherKey_isRefused() {
    X509Bundle other = Pki.made(Pki.names().subject("CN=issuer").setIsCertificateAuthority(true));
    refused(
        Pki.EC.getCertificatePEM()
            + "\n"
            + other.getCertificatePEM()
            + "\n"
            + Pki.EC.getPrivateKeyPEM(),
        "certificate 2 of the chain is CN=issuer, but did not sign CN=of app.test"
            + " (expected: the key that did)");
  }

  @Test
  void expiredOrNotYetValid_isRefused() {
    X509Bundle old = Pki.issued(Pki.names("app.test").notAfter(Pki.NOW));
    X509Bundle young = Pki.issued(Pki.names("app.test").notBefore(Pki.NOW.plusSeconds(60)));
    refused(Pki.combined(old), "expired at " + Pki.NOW);
    refused(Pki.combined(young), "not valid before " + Pki.NOW.plusSeconds(60));
  }

  @Test
  void keysThatClientsDoNotTake_areRefused() {
    X509Bundle bundle = Pki.issued(Pki.names("app.test").algorithm(Algorithm.ed25519));
    refused(
        Pki.combined(bundle),
        "a key of type EdDSA (expected: RSA, or EC on P-256, P-384 or P-521)");
  }

  @Test
  void filesThatAreNoPem_areRefused() throws Exception {
    refused("", "the file is empty");
    refused("hello", "nothing in PEM format (expected: a line of -----BEGIN)");
    Path der = Files.write(folder.resolve("x.der"), Pki.EC.getCertificate().getEncoded());
    assertThatThrownBy(() -> read(config(der, null, null)))
        .hasMessage(
            der + ": binary, DER or PKCS#12 (expected: PEM, text with lines of -----BEGIN)");
    refused("a".repeat((1 << 20) + 1), "too large (expected: 1 MiB at most)");
    assertThatThrownBy(() -> read(config(folder, null, null)))
        .hasMessage(folder + ": no file, but something else");
    Path missing = folder.resolve("missing.pem");
    assertThatThrownBy(() -> read(config(missing, null, null)))
        .hasMessage(missing + ": there is no such file");
    Path cert = write("cert.pem", Pki.chain(Pki.EC));
    assertThatThrownBy(() -> read(config(cert, missing, null)))
        .hasMessage(missing + ": there is no such file");
    Path key = write("key.pem", Pki.EC.getPrivateKeyPEM());
    assertThatThrownBy(() -> read(config(cert, key, missing)))
        .hasMessage(missing + ": there is no such file");
  }

  @Test
  void damagedBlocks_areRefusedWithTheirLine() {
    String combined = Pki.combined(Pki.EC);
    refused(
        "\n" + combined.substring(0, 200),
        "the block of line 2 is cut off (expected: -----END CERTIFICATE-----)");
    refused(
        "\n" + Pki.pem("CERTIFICATE", new byte[] {1, 2, 3}),
        "CERTIFICATE of line 2 is damaged (expected: X.509)");
    refused(
        "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
        "CERTIFICATE of line 1 is damaged (expected: base64)");
  }

  @Test
  void names_ofAlternativeNames_elseTheCommonName() throws Exception {
    X509Bundle several = Pki.issued(Pki.names("A.Test", "*.b.test", "xn--bcher-kva.test"));
    assertThat(read(Pki.combined(several)).names())
        .containsExactly("a.test", "*.b.test", "xn--bcher-kva.test");
    X509Bundle common = Pki.issued(Pki.names().subject("CN=Common.test,O=Us"));
    assertThat(read(Pki.combined(common)).names()).containsExactly("common.test");
    X509Bundle address =
        Pki.issued(Pki.names().subject("CN=common.test").addSanIpAddress("127.0.0.1"));
    assertThat(read(Pki.combined(address)).names()).isEmpty();
    assertThat(CertificateNames.normal("B\u00fccher.test.")).isEqualTo("xn--bcher-kva.test");
  }

  @Test
  void randomDamage_isRefusedInWords() throws Exception {
    Random random = new Random(5);
    List<String> good = List.of(Pki.combined(Pki.EC), Pki.combined(Pki.RSA));
    int refused = 0;
    for (int round = 0; round < 1000; round++) {
      byte[] bytes = good.get(round % 2).getBytes(StandardCharsets.ISO_8859_1);
      byte[] damaged = damage(bytes, random);
      Path file = Files.write(folder.resolve("damaged.pem"), damaged);
      try {
        read(config(file, null, null));
      } catch (RefusedCertificateException e) {
        assertThat(e).hasMessageStartingWith(file + ": ").message().doesNotContain("null");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(500);
  }

  /** Changes some bytes, cuts off the end, leaves out or doubles a part. */
  private static byte[] damage(byte[] bytes, Random random) throws IOException {
    int from = random.nextInt(bytes.length);
    int to = from + random.nextInt(bytes.length - from);
    var out = new ByteArrayOutputStream();
    switch (random.nextInt(4)) {
      case 0 -> {
        byte[] changed = bytes.clone();
        for (int i = 0; i <= random.nextInt(8); i++) {
          changed[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
        }
        out.write(changed);
      }
      case 1 -> out.write(bytes, 0, from);
      case 2 -> {
        out.write(bytes, 0, from);
        out.write(bytes, to, bytes.length - to);
      }
      default -> {
        out.write(bytes, 0, to);
        out.write(bytes, from, bytes.length - from);
      }
    }
    return out.toByteArray();
  }

  @Test
  void damagedBinary_insideOfWholeBlocks_isRefusedInWords() throws Exception {
    Random random = new Random(6);
    for (int round = 0; round < 500; round++) {
      byte[] certificate = Pki.EC.getCertificate().getEncoded();
      byte[] key = Pki.EC.getKeyPair().getPrivate().getEncoded();
      byte[] changed = random.nextBoolean() ? certificate : key;
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      String label = random.nextBoolean() ? "PRIVATE KEY" : "EC PRIVATE KEY";
      try {
        read(Pki.pem("CERTIFICATE", certificate) + Pki.pem(label, key));
      } catch (RefusedCertificateException e) {
        assertThat(e).message().doesNotContain("null");
      }
    }
  }
}
