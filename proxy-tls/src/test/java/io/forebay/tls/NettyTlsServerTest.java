package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.CertificateConfig;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.TlsVersion;
import io.forebay.net.TlsException;
import io.forebay.net.TlsServer;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestCertificates;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Handshakes of the JDK's client with a listener whose certificates the test makes. */
@ExtendWith(LeakExtension.class)
@ParameterizedClass
@EnumSource(
    value = SslProvider.class,
    names = {"OPENSSL", "JDK"})
class NettyTlsServerTest {

  private static final List<String> BOTH = List.of("h2", "http/1.1");

  @TempDir static Path folder;
  private static TestCertificates authority;
  private static CertificateConfig certificate;
  private static CertificateConfig rsa;
  private static CertificateConfig other;

  @Parameter SslProvider provider;

  @BeforeAll
  static void makeCertificates() {
    authority = TestCertificates.create();
    certificate = TlsFiles.write(folder, "app", authority.leaf("app.test"));
    rsa = TlsFiles.write(folder, "rsa", authority.rsaLeaf("app.test"));
    other = TlsFiles.write(folder, "other", authority.leaf("other.test", "*.wild.test"));
  }

  private TlsServer server(ListenerTlsConfig config) throws TlsException {
    return new NettyTls(provider).server("web", config, BOTH);
  }

  private static SSLSocket connect(int port, Consumer<SSLParameters> changes) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {authority.root().toTrustManager()}, null);
    var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    SSLParameters parameters = socket.getSSLParameters();
    changes.accept(parameters);
    socket.setSSLParameters(parameters);
    return socket;
  }

  /** What a client and a listener agree on. */
  private SSLSession handshake(TlsServer server, Consumer<SSLParameters> changes) throws Exception {
    try (EchoListener listener = EchoListener.start(server);
        SSLSocket client = connect(listener.port(), changes)) {
      client.startHandshake();
      return client.getSession();
    }
  }

  private SSLSession handshake(TlsFiles files, Consumer<SSLParameters> changes) throws Exception {
    return handshake(server(files.config()), changes);
  }

  private static Consumer<SSLParameters> asking(String name) {
    return parameters -> parameters.setServerNames(List.of(new SNIHostName(name)));
  }

  private static Consumer<SSLParameters> offering(String... suites) {
    return parameters -> parameters.setCipherSuites(suites);
  }

  private static Consumer<SSLParameters> speaking(String... versions) {
    return parameters -> parameters.setProtocols(versions);
  }

  private String subject(TlsServer server, String name) throws Exception {
    var leaf = (X509Certificate) handshake(server, asking(name)).getPeerCertificates()[0];
    return leaf.getSubjectX500Principal().getName();
  }

  @Test
  void bytes_passBothWays() throws Exception {
    try (EchoListener listener = EchoListener.start(server(TlsFiles.of(certificate).config()));
        SSLSocket client = connect(listener.port(), parameters -> {})) {
      client.getOutputStream().write(new byte[] {1, 2, 3});

      assertThat(client.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
      assertThat(listener.ending().failure()).isNull();
    }
  }

  private String protocol(String... offered) throws Exception {
    try (EchoListener listener = EchoListener.start(server(TlsFiles.of(certificate).config()));
        SSLSocket client =
            connect(listener.port(), parameters -> parameters.setApplicationProtocols(offered))) {
      client.startHandshake();
      return client.getApplicationProtocol();
    }
  }

  @Test
  void protocol_firstOfListenersThatClientOffers() throws Exception {
    assertThat(protocol("http/1.1", "h2")).isEqualTo("h2");
    assertThat(protocol("http/1.1")).isEqualTo("http/1.1");
  }

  @Test
  void noProtocolInCommon_handshakeSucceedsWithoutOne() throws Exception {
    assertThat(protocol("spdy/3")).isEmpty();
  }

  @Test
  void versions_newestOfBoth() throws Exception {
    TlsFiles files = TlsFiles.of(certificate);

    assertThat(handshake(files, it -> {}).getProtocol()).isEqualTo("TLSv1.3");
    assertThat(handshake(files, speaking("TLSv1.2")).getProtocol()).isEqualTo("TLSv1.2");
  }

  @Test
  void maxVersion_newerIsNotSpoken() throws Exception {
    TlsFiles files = TlsFiles.of(certificate).versions(TlsVersion.TLS_1_2, TlsVersion.TLS_1_2);

    assertThat(handshake(files, it -> {}).getProtocol()).isEqualTo("TLSv1.2");
    assertThatThrownBy(() -> handshake(files, speaking("TLSv1.3")))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void minVersion_olderIsRefused() {
    TlsFiles files = TlsFiles.of(certificate).versions(TlsVersion.TLS_1_3, TlsVersion.TLS_1_3);

    assertThatThrownBy(() -> handshake(files, speaking("TLSv1.2")))
        .isInstanceOf(SSLException.class);
  }

  private static final String[] SUITES_OF_CLIENT = {
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
  };

  @Test
  void suites_preferenceOfListenerGoesFirst() throws Exception {
    String[] suites = {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"};

    assertThat(
            handshake(
                    TlsFiles.of(certificate)
                        .versions(TlsVersion.TLS_1_2, TlsVersion.TLS_1_2)
                        .ciphers(true, suites),
                    offering(SUITES_OF_CLIENT))
                .getCipherSuite())
        .isEqualTo(SUITES_OF_CLIENT[1]);
    assertThat(
            handshake(
                    TlsFiles.of(certificate)
                        .versions(TlsVersion.TLS_1_2, TlsVersion.TLS_1_2)
                        .ciphers(false, suites),
                    offering(SUITES_OF_CLIENT))
                .getCipherSuite())
        .isEqualTo(SUITES_OF_CLIENT[0]);
  }

  @Test
  void suites_othersAreRefused() {
    TlsFiles files = TlsFiles.of(certificate).ciphers(true, "ECDHE-ECDSA-AES128-GCM-SHA256");

    assertThatThrownBy(() -> handshake(files, offering(SUITES_OF_CLIENT[0])))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void defaultSuites_noneWithoutForwardSecrecyOrAead() {
    assertThatThrownBy(
            () ->
                handshake(
                    TlsFiles.of(certificate), offering("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA")))
        .isInstanceOf(SSLException.class);
    assertThatThrownBy(
            () -> handshake(TlsFiles.of(rsa), offering("TLS_RSA_WITH_AES_128_GCM_SHA256")))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void certificate_isThatOfTheName() throws Exception {
    TlsServer server = server(TlsFiles.of(certificate, other).config());

    assertThat(subject(server, "app.test")).isEqualTo("CN=app.test");
    assertThat(subject(server, "other.test")).isEqualTo("CN=other.test");
    assertThat(subject(server, "a.wild.test")).isEqualTo("CN=other.test");
    assertThat(subject(server, "unknown.test")).isEqualTo("CN=app.test");
  }

  @Test
  void certificatesOfBothKinds_clientGetsTheOneThatItCanUse() throws Exception {
    TlsServer server =
        server(
            TlsFiles.of(rsa, certificate)
                .versions(TlsVersion.TLS_1_2, TlsVersion.TLS_1_2)
                .config());

    assertThat(handshake(server, it -> {}).getCipherSuite()).contains("_ECDSA_");
    assertThat(
            handshake(server, offering("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")).getCipherSuite())
        .contains("_RSA_");
  }

  @Test
  void strictSni_unknownNameIsToldSo() throws Exception {
    TlsServer server = server(TlsFiles.of(certificate).strictSni().config());

    assertThat(subject(server, "app.test")).isEqualTo("CN=app.test");
    assertThatThrownBy(() -> subject(server, "unknown.test"))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("unrecognized_name");
  }

  @Test
  void strictSni_refusal_isFailedHandshake() throws Exception {
    try (EchoListener listener =
            EchoListener.start(server(TlsFiles.of(certificate).strictSni().config()));
        SSLSocket client = connect(listener.port(), asking("unknown.test"))) {
      assertThatThrownBy(client::startHandshake).isInstanceOf(SSLException.class);

      assertThat(listener.ending().failure())
          .hasMessage("unrecognized_name: no certificate for its name");
    }
  }

  @Test
  void unreadableCertificate_refusedWithItsFile() throws Exception {
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "no certificate\n");
    TlsFiles files = TlsFiles.of(new CertificateConfig(garbage, null, null, null));

    assertThatThrownBy(() -> server(files.config()))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining(garbage + ": nothing in PEM format");
  }

  @Test
  void withoutBoringSsl_keysThatDoNothingAreToldOf() throws Exception {
    Path keys = Files.write(folder.resolve("keys"), new byte[48]);
    var ours = new CertificateConfig(certificate.cert(), certificate.key(), null, keys);
    TlsServer all = server(TlsFiles.of(ours).ticketKeys(keys).config());
    TlsServer noTickets = server(TlsFiles.of(certificate).tickets(false).config());

    if (provider == SslProvider.JDK) {
      assertThat(all.warnings()).hasSize(3);
      assertThat(all.warnings().get(0)).startsWith("TLS by ").contains("slower");
      assertThat(all.warnings().get(1)).startsWith("ticket_keys_file: ");
      assertThat(all.warnings().get(2)).startsWith("ocsp: ");
      assertThat(noTickets.warnings()).anyMatch(it -> it.startsWith("session_tickets: false"));
    } else {
      assertThat(all.warnings()).isEmpty();
      assertThat(noTickets.warnings()).isEmpty();
    }
  }

  @Test
  void refresh_newHandshakesGetNewCertificate_connectionsGoOn() throws Exception {
    CertificateConfig changing = TlsFiles.write(folder, "changing", authority.leaf("before.test"));
    TlsServer server = server(TlsFiles.of(changing).config());
    try (EchoListener listener = EchoListener.start(server);
        SSLSocket client = connect(listener.port(), it -> {})) {
      client.startHandshake();
      TlsFiles.write(folder, "changing", authority.leaf("after.test"));
      server.refresh();

      assertThat(subject(server, "after.test")).isEqualTo("CN=after.test");
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(1);
    }
  }

  @Test
  void refresh_certificateThatCannotBeUsed_oldOneStays() throws Exception {
    CertificateConfig changing = TlsFiles.write(folder, "broken", authority.leaf("before.test"));
    TlsServer server = server(TlsFiles.of(changing).config());
    Files.writeString(changing.cert(), "garbage");
    server.refresh();

    assertThat(subject(server, "before.test")).isEqualTo("CN=before.test");
    assertThat(server.certificates().get(0).problem()).contains("nothing in PEM format");
  }
}
