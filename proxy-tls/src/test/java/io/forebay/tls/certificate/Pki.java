package io.forebay.tls.certificate;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** Certificates for tests, and what their files hold. */
final class Pki {
  static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  static final Duration DAY = Duration.ofDays(1);

  static final X509Bundle ROOT = made(authority("CN=root"));
  static final X509Bundle ISSUER = issued(authority("CN=issuer"), ROOT);
  static final X509Bundle EC = issued(names("app.test"));
  static final X509Bundle RSA = issued(names("app.test").rsa2048());

  private static final String SAN = "2.5.29.17";

  private Pki() {}

  /** One that is valid today and for these names. */
  static CertificateBuilder names(String... names) {
    CertificateBuilder builder =
        new CertificateBuilder()
            .subject("CN=" + (names.length == 0 ? "nameless" : "of " + names[0]))
            .ecp256()
            .notBefore(NOW.minus(DAY))
            .notAfter(NOW.plus(DAY.multipliedBy(90)));
    return names.length == 0 ? builder : builder.addExtensionOctetString(SAN, false, dns(names));
  }

  /** Also with wildcards, which the builder does not take. */
  private static byte[] dns(String... names) {
    GeneralName[] all =
        Stream.of(names)
            .map(it -> new GeneralName(GeneralName.dNSName, it))
            .toArray(GeneralName[]::new);
    try {
      return new GeneralNames(all).getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CertificateBuilder authority(String subject) {
    return names().subject(subject).setIsCertificateAuthority(true);
  }

  static X509Bundle issued(CertificateBuilder builder) {
    return issued(builder, ISSUER);
  }

  private static X509Bundle issued(CertificateBuilder builder, X509Bundle issuer) {
    try {
      return builder.buildIssuedBy(issuer);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static X509Bundle made(CertificateBuilder builder) {
    try {
      return builder.buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The certificate, those of its issuers but for the root, and the key. */
  static String combined(X509Bundle bundle) {
    return chain(bundle) + bundle.getPrivateKeyPEM();
  }

  static String chain(X509Bundle bundle) {
    return bundle.getCertificatePEM() + "\n" + ISSUER.getCertificatePEM() + "\n";
  }

  /** The key as PKCS#1 or SEC1. */
  static byte[] traditional(PrivateKey key) {
    try {
      return PrivateKeyInfo.getInstance(key.getEncoded())
          .parsePrivateKey()
          .toASN1Primitive()
          .getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  static Path write(Path folder, String name, String content) {
    try {
      return Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
