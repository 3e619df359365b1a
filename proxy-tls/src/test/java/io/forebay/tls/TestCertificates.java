package io.forebay.tls;

import io.forebay.config.CertificateConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Certificates for tests and their files. */
final class TestCertificates {

  static final String NAME = "app.test";

  private TestCertificates() {}

  static X509Bundle authority(String name) throws Exception {
    return valid(new CertificateBuilder().subject("cn=" + name))
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  /** For {@link #NAME} and 127.0.0.1; valid for a day, by an elliptic curve. */
  static CertificateBuilder server() {
    return valid(new CertificateBuilder().subject("cn=server"))
        .ecp256()
        .addSanDnsName(NAME)
        .addSanIpAddress("127.0.0.1");
  }

  private static CertificateBuilder valid(CertificateBuilder builder) {
    Instant now = Instant.now();
    return builder.notBefore(now.minus(Duration.ofDays(1))).notAfter(now.plus(Duration.ofDays(1)));
  }

  /** Writes the certificate and its key into {@code folder}. */
  static CertificateConfig write(Path folder, X509Bundle bundle) throws IOException {
    Path cert = Files.createTempFile(folder, "cert", ".pem");
    Path key = Files.createTempFile(folder, "key", ".pem");
    Files.writeString(cert, bundle.getCertificatePathPEM());
    Files.writeString(key, bundle.getPrivateKeyPEM());
    return new CertificateConfig(cert, key, null, null);
  }
}
