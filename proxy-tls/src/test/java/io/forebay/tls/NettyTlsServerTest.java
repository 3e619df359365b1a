package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.CertificateConfig;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.net.TlsException;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Handshakes of the JDK's client with a listener whose certificates the test makes. */
@ParameterizedClass
@EnumSource(
    value = SslProvider.class,
    names = {"OPENSSL", "JDK"})
class NettyTlsServerTest {

  private static final List<String> BOTH = List.of("h2", "http/1.1");

  @TempDir static Path folder;
  private static X509Bundle authority;
  private static CertificateConfig certificate;

  @Parameter SslProvider provider;

  @BeforeAll
  static void makeCertificates() throws Exception {
    authority = TestCertificates.authority("ours");
    certificate =
        TestCertificates.write(folder, TestCertificates.server().buildIssuedBy(authority));
  }

  private EchoListener listener(ListenerTlsConfig config, List<String> protocols)
      throws TlsException {
    return EchoListener.start(new NettyTls(provider).server("web", config, protocols));
  }

  private static SSLSocket connect(EchoListener listener, String... protocols) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {authority.toTrustManager()}, null);
    var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", listener.port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    return socket;
  }

  @Test
  void bytes_passBothWays() throws Exception {
    try (EchoListener listener = listener(new ListenerTlsConfig(List.of(certificate)), BOTH);
        SSLSocket client = connect(listener)) {
      client.getOutputStream().write(new byte[] {1, 2, 3});

      assertThat(client.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
      assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(listener.ending().failure()).isNull();
    }
  }

  @Test
  void protocol_firstOfListenersThatClientOffers() throws Exception {
    try (EchoListener listener = listener(new ListenerTlsConfig(List.of(certificate)), BOTH);
        SSLSocket client = connect(listener, "http/1.1", "h2")) {
      client.startHandshake();

      assertThat(client.getApplicationProtocol()).isEqualTo("h2");
    }
  }

  @Test
  void noProtocolInCommon_handshakeSucceedsWithoutOne() throws Exception {
    try (EchoListener listener = listener(new ListenerTlsConfig(List.of(certificate)), BOTH);
        SSLSocket client = connect(listener, "spdy/3")) {
      client.startHandshake();

      assertThat(client.getApplicationProtocol()).isEmpty();
    }
  }

  @Test
  void unreadableCertificate_refusedWithItsFile() throws Exception {
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "no certificate\n");
    var config = new ListenerTlsConfig(List.of(new CertificateConfig(garbage, null, null, null)));

    assertThatThrownBy(() -> new NettyTls(provider).server("web", config, BOTH))
        .isInstanceOf(TlsException.class)
        .hasMessageStartingWith("listener web: " + garbage + ": ");
  }
}
