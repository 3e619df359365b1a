package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.TrustedCa;
import io.forebay.config.UpstreamTlsConfig;
import io.forebay.net.TlsClient;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Handshakes with a server whose certificates the test makes. */
@ParameterizedClass
@EnumSource(
    value = SslProvider.class,
    names = {"OPENSSL", "JDK"})
class NettyTlsTest {
  private static final Instant NOW = Instant.now();
  private static final Duration DAY = Duration.ofDays(1);
  private static X509Bundle authority;
  private static X509Bundle stranger;

  @Parameter SslProvider provider;

  @BeforeAll
  static void makeAuthorities() throws Exception {
    authority = authority("cn=ours");
    stranger = authority("cn=stranger");
  }

  private static X509Bundle authority(String name) throws Exception {
    return new CertificateBuilder()
        .subject(name)
        .setIsCertificateAuthority(true)
        .notBefore(NOW.minus(DAY.multipliedBy(9)))
        .notAfter(NOW.plus(DAY.multipliedBy(9)))
        .buildSelfSigned();
  }

  private static CertificateBuilder server() {
    return new CertificateBuilder()
        .subject("cn=server")
        .addSanDnsName("app.test")
        .addSanIpAddress("127.0.0.1")
        .notBefore(NOW.minus(DAY))
        .notAfter(NOW.plus(DAY));
  }

  private static UpstreamTlsConfig trusting(X509Bundle issuer, @Nullable String sni) {
    return new UpstreamTlsConfig(true, new TrustedCa("ca.pem", issuer.getCertificatePEM()), sni);
  }

  /** Why the handshake failed; null if it did not. */
  private @Nullable String handshake(X509Bundle certificate, UpstreamTlsConfig config, String name)
      throws Exception {
    try (TlsServer server = TlsServer.start(certificate)) {
      return handshake(server, config, name);
    }
  }

  private @Nullable String handshake(TlsServer server, UpstreamTlsConfig config, String name)
      throws Exception {
    TlsClient client = new NettyTls(provider).client(config, List.of("http/1.1"));
    byte[] loopback = {127, 0, 0, 1};
    var address = new InetSocketAddress(InetAddress.getByAddress(name, loopback), server.port());
    Throwable failure = server.handshake(client, address);
    return failure == null ? null : client.reason(failure, address);
  }

  @Test
  void provider_isBoringSslWhereItCanBeLoaded() {
    assertThat(OpenSsl.isAvailable()).isTrue();
  }

  @Test
  void validCertificate_isAccepted_andItsNameAskedFor() throws Exception {
    try (TlsServer server = TlsServer.start(server().buildIssuedBy(authority))) {
      assertThat(handshake(server, trusting(authority, null), "app.test")).isNull();
      assertThat(server.askedFor()).isEqualTo("app.test");
    }
  }

  @Test
  void sni_isAskedForAndVerifiedInPlaceOfTheServersName() throws Exception {
    try (TlsServer server = TlsServer.start(server().buildIssuedBy(authority))) {
      assertThat(handshake(server, trusting(authority, "app.test"), "other.test")).isNull();
      assertThat(server.askedFor()).isEqualTo("app.test");
    }
  }

  @Test
  void address_isVerifiedAndNotAskedFor() throws Exception {
    try (TlsServer server = TlsServer.start(server().buildIssuedBy(authority))) {
      assertThat(handshake(server, trusting(authority, null), "127.0.0.1")).isNull();
      assertThat(server.askedFor()).isNull();
    }
  }

  @Test
  void otherName_isRefusedByName() throws Exception {
    X509Bundle certificate = server().buildIssuedBy(authority);
    assertThat(handshake(certificate, trusting(authority, null), "other.test"))
        .isEqualTo("certificate is not for other.test");
  }

  @Test
  void expired_isRefused() throws Exception {
    X509Bundle certificate = server().notAfter(NOW.minusSeconds(60)).buildIssuedBy(authority);
    assertThat(handshake(certificate, trusting(authority, null), "app.test"))
        .isEqualTo("certificate has expired");
  }

  @Test
  void notValidYet_isRefused() throws Exception {
    X509Bundle certificate = server().notBefore(NOW.plusSeconds(3600)).buildIssuedBy(authority);
    assertThat(handshake(certificate, trusting(authority, null), "app.test"))
        .isEqualTo("certificate is not valid yet");
  }

  @Test
  void unknownIssuer_isRefused() throws Exception {
    X509Bundle certificate = server().buildIssuedBy(stranger);
    assertThat(handshake(certificate, trusting(authority, null), "app.test"))
        .isEqualTo("certificate of an unknown issuer");
    assertThat(handshake(certificate, UpstreamTlsConfig.DEFAULT, "app.test"))
        .isEqualTo("certificate of an unknown issuer");
  }

  @Test
  void unverified_anyCertificateIsAccepted() throws Exception {
    X509Bundle certificate = server().notAfter(NOW.minusSeconds(60)).buildIssuedBy(stranger);
    var config = new UpstreamTlsConfig(false, null, null);
    assertThat(handshake(certificate, config, "other.test")).isNull();
  }

  @Test
  void plainServer_isToldApart() throws Exception {
    try (TlsServer server = TlsServer.startPlain("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      assertThat(handshake(server, UpstreamTlsConfig.DEFAULT, "app.test"))
          .isEqualTo("the answer is no TLS");
    }
  }

  @Test
  void serverThatCloses_isToldApart() throws Exception {
    try (TlsServer server = TlsServer.startPlain("")) {
      assertThat(handshake(server, UpstreamTlsConfig.DEFAULT, "app.test"))
          .isEqualTo("connection closed in the TLS handshake");
    }
  }
}
