package io.forebay.tls.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.net.TlsFailure;
import io.forebay.stats.TlsHandshakes;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestCertificates;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why handshakes fail is counted. */
class HandshakeFailuresTest {

  private static final String BEGUN = "\u0016\u0003\u0001\u0002\0\u0001";

  @TempDir static Path folder;
  private static ScriptedOrigin origin;

  @BeforeAll
  static void start() {
    origin = ScriptedOrigin.start(OriginScript.named("one"));
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  private static SecureProxy proxy(String tls) {
    return SecureProxy.start(folder, tls, origin);
  }

  private static long failures(SecureProxy proxy, TlsFailure reason) {
    int id = proxy.proxy().proxy().metricIds().listener("web");
    int cell = TlsHandshakes.failureCell(id, reason.ordinal());
    return proxy.proxy().proxy().loopStats().stream()
        .mapToLong(it -> it.tlsFailures.get(cell))
        .sum();
  }

  private static long successes(SecureProxy proxy, boolean tls13, boolean resumed) {
    int id = proxy.proxy().proxy().metricIds().listener("web");
    int cell = TlsHandshakes.cell(id, tls13, resumed);
    return proxy.proxy().proxy().loopStats().stream()
        .mapToLong(it -> it.tlsHandshakes.get(cell))
        .sum();
  }

  /** Waits until exactly one handshake has failed, for this reason. */
  private static void awaitOne(SecureProxy proxy, TlsFailure reason) {
    await().until(() -> failures(proxy, reason) == 1);
    for (TlsFailure other : TlsFailure.values()) {
      assertThat(failures(proxy, other)).as(other.label()).isEqualTo(other == reason ? 1 : 0);
    }
    await().until(() -> proxy.proxy().proxy().openConnections() == 0);
    // Operators find it among what was refused, without a word of what the client has sent.
    assertThat(proxy.proxy().proxy().rejections().since(0))
        .singleElement()
        .satisfies(it -> assertThat(it.reason()).isEqualTo("tls_" + reason.label()))
        .satisfies(it -> assertThat(String.valueOf(it.detail())).doesNotContain("GET", "474554"));
  }

  private static void handshakeFails(SSLSocket socket) throws IOException {
    try (socket) {
      socket.setSoTimeout(10_000);
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                // With TLS 1.3 the client is done before the server has looked at it.
                socket.getInputStream().read();
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void plainHttp() {
    try (SecureProxy proxy = proxy("")) {
      try (RawClient client = RawClient.connect(proxy.port())) {
        client.send("GET / HTTP/1.1\r\n\r\n").readResponse();
      }
      awaitOne(proxy, TlsFailure.PLAIN_HTTP);
    }
  }

  @Test
  void garbage() {
    try (SecureProxy proxy = proxy("");
        RawClient client = RawClient.connect(proxy.port())) {
      client.send("\0\0\0");
      awaitOne(proxy, TlsFailure.NOT_TLS);
    }
  }

  @Test
  void garbageInARecord() {
    try (SecureProxy proxy = proxy("");
        RawClient client = RawClient.connect(proxy.port())) {
      client.send("\u0016\u0003\u0001\0\u0005hello");
      awaitOne(proxy, TlsFailure.PROTOCOL_ERROR);
    }
  }

  @Test
  void clientGone() {
    try (SecureProxy proxy = proxy("")) {
      try (RawClient client = RawClient.connect(proxy.port())) {
        client.send(BEGUN);
      }
      awaitOne(proxy, TlsFailure.CLOSED);
    }
  }

  @Test
  void timeout() {
    ManualTicker ticker = new ManualTicker();
    try (SecureProxy proxy =
            SecureProxy.start(ticker, folder, ", handshake_timeout: 500ms", origin);
        RawClient client = RawClient.connect(proxy.port())) {
      client.send(BEGUN);
      await().until(() -> proxy.proxy().proxy().openConnections() == 1);
      ticker.advance(Duration.ofSeconds(1));
      awaitOne(proxy, TlsFailure.TIMEOUT);
    }
  }

  @Test
  void silentClient_isAnEmptyConnection() {
    try (SecureProxy proxy = proxy("")) {
      RawClient.connect(proxy.port()).close();
      int id = proxy.proxy().proxy().metricIds().listener("web");
      await()
          .until(
              () ->
                  proxy.proxy().proxy().loopStats().stream()
                          .mapToLong(it -> it.emptyConnections.get(id))
                          .sum()
                      == 1);
    }
  }

  @Test
  void oldVersion() throws Exception {
    try (SecureProxy proxy = proxy(", min_version: 1.3")) {
      SSLSocket socket = proxy.socket();
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      handshakeFails(socket);
      awaitOne(proxy, TlsFailure.NO_SHARED_VERSION);
    }
  }

  @Test
  void otherCiphers() throws Exception {
    try (SecureProxy proxy = proxy(", max_version: 1.2")) {
      SSLSocket socket = proxy.socket();
      socket.setEnabledCipherSuites(new String[] {"TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"});
      handshakeFails(socket);
      awaitOne(proxy, TlsFailure.NO_SHARED_CIPHER);
    }
  }

  @Test
  void certificateThatTheClientDoesNotKnow() throws Exception {
    try (SecureProxy proxy = proxy("");
        SSLSocket socket =
            (SSLSocket)
                SSLContext.getDefault()
                    .getSocketFactory()
                    .createSocket("127.0.0.1", proxy.port())) {
      handshakeFails(socket);
      awaitOne(proxy, TlsFailure.REFUSED_BY_CLIENT);
    }
  }

  @Test
  void noSharedProtocol() throws Exception {
    try (SecureProxy proxy = proxy(", alpn: h2");
        RawClient client = RawClient.over(proxy.socket())) {
      assertThat(client.readAll()).isEmpty();
      awaitOne(proxy, TlsFailure.NO_SHARED_PROTOCOL);
    }
  }

  @Test
  void clientWithoutCertificate() throws Exception {
    Path ca = SecureProxy.CERTIFICATES.writeRoot(folder);
    try (SecureProxy proxy = proxy(", client_auth: {mode: required, ca: \"" + ca + "\"}")) {
      handshakeFails(proxy.socket());
      awaitOne(proxy, TlsFailure.NO_CLIENT_CERTIFICATE);
    }
  }

  @Test
  void clientCertificateOfAnUnknownIssuer_isToldSo() throws Exception {
    Path ca = SecureProxy.CERTIFICATES.writeRoot(folder);
    X509Bundle foreign = TestCertificates.create().client("mallory");
    try (SecureProxy proxy = proxy(", client_auth: {mode: required, ca: \"" + ca + "\"}");
        SSLSocket socket = proxy.socket(foreign)) {
      socket.setSoTimeout(10_000);
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                socket.getInputStream().read();
              })
          .hasMessageContaining("unknown_ca");
      awaitOne(proxy, TlsFailure.BAD_CLIENT_CERTIFICATE);
    }
  }

  @Test
  void nameThatNoCertificateIsFor() throws Exception {
    try (SecureProxy proxy = proxy(", strict_sni: true")) {
      SSLSocket socket = proxy.socket();
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName("other.test")));
      socket.setSSLParameters(parameters);
      handshakeFails(socket);
      awaitOne(proxy, TlsFailure.UNKNOWN_NAME);
    }
  }

  @Test
  void handshakesThatSucceed() throws Exception {
    try (SecureProxy proxy = proxy("");
        SSLSocket first = proxy.socket();
        SSLSocket second = proxy.socket()) {
      first.startHandshake();
      second.setEnabledProtocols(new String[] {"TLSv1.2"});
      second.startHandshake();

      await().until(() -> successes(proxy, true, false) == 1);
      await().until(() -> successes(proxy, false, false) == 1);
    }
  }
}
