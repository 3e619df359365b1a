package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.CertificateConfig;
import io.forebay.config.ClientAuthConfig;
import io.forebay.config.ClientAuthMode;
import io.forebay.net.ClientCertificate;
import io.forebay.net.TlsException;
import io.forebay.net.TlsServer;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestCertificates;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that show certificates, good ones and others. */
@ExtendWith(LeakExtension.class)
@ParameterizedClass
@EnumSource(
    value = SslProvider.class,
    names = {"OPENSSL", "JDK"})
class ClientAuthTest {

  private static final Duration DAY = Duration.ofDays(1);

  @TempDir static Path folder;
  private static TestCertificates authority;
  private static CertificateConfig certificate;
  private static X509Bundle good;
  private static X509Bundle expired;
  private static Path ca;

  @Parameter SslProvider provider;

  @BeforeAll
  static void makeCertificates() throws Exception {
    authority = TestCertificates.create();
    certificate = TlsFiles.write(folder, "server", authority.leaf("app.test"));
    good = authority.client("alice");
    expired =
        valid("CN=late").notAfter(Instant.now().minusSeconds(60)).buildIssuedBy(authority.root());
    ca = authority.writeRoot(folder);
  }

  private TlsServer server(ClientAuthMode mode, @Nullable Path crl) throws TlsException {
    var config = TlsFiles.of(certificate).clientAuth(new ClientAuthConfig(mode, ca, crl)).config();
    return new NettyTls(provider).server("web", config, List.of());
  }

  /** How the handshake of a client with this certificate ends for the listener. */
  private static EchoListener.Ending connect(TlsServer server, @Nullable X509Bundle shown)
      throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys = shown == null ? null : shown.toKeyManagerFactory().getKeyManagers();
    context.init(keys, new TrustManager[] {authority.root().toTrustManager()}, null);
    try (EchoListener listener = EchoListener.start(server);
        var socket =
            (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", listener.port())) {
      try {
        socket.getOutputStream().write(1);
        socket.getInputStream().read();
      } catch (IOException e) {
        // The listener says why.
      }
      return listener.ending();
    }
  }

  private static void assertRefused(TlsServer server, @Nullable X509Bundle shown, String reason)
      throws Exception {
    EchoListener.Ending ending = connect(server, shown);
    assertThat(ending.failure()).isInstanceOf(SSLException.class);
    assertThat(HandshakeFailure.reason(Objects.requireNonNull(ending.failure()), "client"))
        .contains(reason);
  }

  private static @Nullable ClientCertificate shown(EchoListener.Ending ending) {
    assertThat(ending.failure()).isNull();
    return ClientCertificate.of(Objects.requireNonNull(ending.session()));
  }

  @Test
  void required_goodOne_isKnownToTheListener() throws Exception {
    ClientCertificate seen = shown(connect(server(ClientAuthMode.REQUIRED, null), good));

    byte[] encoded = good.getCertificate().getEncoded();
    assertThat(seen)
        .isEqualTo(
            new ClientCertificate(
                "CN=alice",
                "CN=Test Authority",
                good.getCertificate().getSerialNumber().toString(16),
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded))));
  }

  @Test
  void required_none_isRefused() throws Exception {
    assertThat(connect(server(ClientAuthMode.REQUIRED, null), null).failure())
        .isInstanceOf(SSLException.class);
  }

  @Test
  void optional_none_isServed() throws Exception {
    assertThat(shown(connect(server(ClientAuthMode.OPTIONAL, null), null))).isNull();
  }

  @Test
  void notAsked_noneIsSeen() throws Exception {
    TlsServer server =
        new NettyTls(provider).server("web", TlsFiles.of(certificate).config(), List.of());

    assertThat(shown(connect(server, good))).isNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"OPTIONAL", "REQUIRED"})
  void notOfTheAuthority_isRefused(ClientAuthMode mode) throws Exception {
    assertRefused(server(mode, null), pretended(), "certificate");
  }

  @ParameterizedTest
  @EnumSource(names = {"OPTIONAL", "REQUIRED"})
  void expired_isRefused(ClientAuthMode mode) throws Exception {
    assertRefused(server(mode, null), expired, "certificate has expired");
  }

  /** Signed by somebody who has the name of our authority, but not its key. */
  private static X509Bundle pretended() throws Exception {
    return client(authority(authority.root().getCertificate().getSubjectX500Principal().getName()));
  }

  private static X509Bundle authority(String subject) throws Exception {
    return valid(subject).setIsCertificateAuthority(true).buildSelfSigned();
  }

  private static X509Bundle client(X509Bundle issuer) throws Exception {
    return valid("CN=mallory").addExtendedKeyUsageClientAuth().buildIssuedBy(issuer);
  }

  private static CertificateBuilder valid(String subject) {
    return new CertificateBuilder()
        .subject(subject)
        .ecp256()
        .notBefore(Instant.now().minus(DAY))
        .notAfter(tomorrow());
  }

  private static Path list(Instant nextUpdate, X509Bundle... revoked) throws Exception {
    var builder =
        new JcaX509v2CRLBuilder(
            authority.root().getCertificate(), Date.from(Instant.now().minus(DAY.multipliedBy(2))));
    builder.setNextUpdate(Date.from(nextUpdate));
    for (X509Bundle bundle : revoked) {
      builder.addCRLEntry(
          bundle.getCertificate().getSerialNumber(),
          Date.from(Instant.now().minus(DAY)),
          CRLReason.keyCompromise);
    }
    var signer =
        new JcaContentSignerBuilder("SHA256withECDSA")
            .build(authority.root().getKeyPair().getPrivate());
    X509CRL list = new JcaX509CRLConverter().getCRL(builder.build(signer));
    String base64 = Base64.getMimeEncoder().encodeToString(list.getEncoded());
    return Files.writeString(
        folder.resolve("revoked.pem"),
        "-----BEGIN X509 CRL-----\n" + base64 + "\n-----END X509 CRL-----\n");
  }

  /** Without what is said of Java's TLS. */
  private static List<String> ownWarnings(TlsServer server) {
    return server.warnings().stream().filter(it -> it.startsWith("client_auth")).toList();
  }

  private static Instant tomorrow() {
    return Instant.now().plus(DAY);
  }

  @Test
  void revoked_isRefused_othersAreNot() throws Exception {
    X509Bundle other = authority.client("bob");
    TlsServer server = server(ClientAuthMode.REQUIRED, list(tomorrow(), good));

    assertRefused(server, good, "it is revoked");
    assertThat(shown(connect(server, other))).isNotNull();
    assertThat(ownWarnings(server)).isEmpty();
  }

  @Test
  void listThatHasExpired_isUsed_andToldOf() throws Exception {
    TlsServer server = server(ClientAuthMode.REQUIRED, list(Instant.now().minusSeconds(60), good));

    assertRefused(server, good, "it is revoked");
    assertThat(shown(connect(server, authority.client("bob")))).isNotNull();
    assertThat(ownWarnings(server))
        .singleElement()
        .asString()
        .contains("client_auth.crl: " + folder.resolve("revoked.pem"), "still used");
  }

  @Test
  void noListOfTheIssuer_isRefused() throws Exception {
    X509Bundle other = authority("CN=Other Authority");
    Path both = folder.resolve("both.pem");
    Files.writeString(
        both, other.getCertificatePEM() + "\n" + authority.root().getCertificatePEM() + "\n");
    var asking = new ClientAuthConfig(ClientAuthMode.REQUIRED, both, list(tomorrow()));
    TlsServer server =
        new NettyTls(provider)
            .server("web", TlsFiles.of(certificate).clientAuth(asking).config(), List.of());

    assertThat(shown(connect(server, good))).isNotNull();
    assertRefused(server, client(other), "there is no list of what CN=Other Authority has revoked");
  }

  @Test
  void listThatChanges_countsAfterRefresh() throws Exception {
    TlsServer server = server(ClientAuthMode.REQUIRED, list(tomorrow()));
    assertThat(shown(connect(server, good))).isNotNull();

    list(tomorrow(), good);
    server.refresh();

    assertRefused(server, good, "it is revoked");
  }

  @Test
  void listThatCannotBeReadAgain_oneBeforeStays() throws Exception {
    Path file = list(tomorrow(), good);
    TlsServer server = server(ClientAuthMode.REQUIRED, file);
    Files.writeString(file, "garbage");
    server.refresh();

    assertRefused(server, good, "it is revoked");
    assertThat(ownWarnings(server))
        .containsExactly(
            "client_auth.crl: "
                + file
                + ": nothing in PEM format (expected: a line of -----BEGIN)");
  }

  @Test
  void filesThatCannotBeRead_areRefusedByName() {
    Path missing = folder.resolve("missing.pem");

    assertThatThrownBy(() -> server(ClientAuthMode.REQUIRED, missing))
        .isInstanceOf(TlsException.class)
        .hasMessage("client_auth.crl: " + missing + ": there is no such file");
    assertThatThrownBy(() -> server(ClientAuthMode.REQUIRED, ca))
        .isInstanceOf(TlsException.class)
        .hasMessage("client_auth.crl: " + ca + ": only CERTIFICATE (expected: X509 CRL)");
  }
}
