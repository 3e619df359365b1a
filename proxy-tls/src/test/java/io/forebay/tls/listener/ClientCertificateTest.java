package io.forebay.tls.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import io.forebay.tls.NettyTls;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers are told of the certificates of clients. */
class ClientCertificateTest {

  @TempDir static Path folder;
  private static ScriptedOrigin origin;
  private static Path ca;

  @BeforeAll
  static void start() {
    origin = ScriptedOrigin.start(OriginScript.echo());
    ca = SecureProxy.CERTIFICATES.writeRoot(folder);
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  private static String asking(String mode) {
    return ", client_auth: {mode: " + mode + ", ca: \"" + ca + "\"}";
  }

  private static String request(RawClient client, String fields) {
    return client.send("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").readResponse().bodyText();
  }

  @ParameterizedTest
  @ValueSource(strings = {"optional", "required"})
  void certificate_isTold(String mode) throws Exception {
    X509Bundle bundle = SecureProxy.CERTIFICATES.client("ann");
    try (SecureProxy proxy = SecureProxy.start(folder, asking(mode), origin);
        RawClient client = RawClient.over(proxy.socket(bundle))) {
      String serial = bundle.getCertificate().getSerialNumber().toString(16);

      assertThat(request(client, ""))
          .contains(
              "X-SSL-Client-Verify: SUCCESS\r\n",
              "X-SSL-Client-Subject: CN=ann\r\n",
              "X-SSL-Client-Issuer: CN=Test Authority\r\n",
              "X-SSL-Client-Serial: " + serial + "\r\n")
          .containsPattern("X-SSL-Client-Fingerprint: [0-9a-f]{64}\r\n");
    }
  }

  @Test
  void templates_tellOfTheConnection() throws Exception {
    X509Bundle bundle = SecureProxy.CERTIFICATES.client("ann");
    String fields =
        "}\n    headers: {request: {set: {X-Tls: \"${scheme} ${tls_version} ${tls_cipher}"
            + " [${tls_server_name}]\", X-Who: \"${client_cert_subject}|${client_cert_issuer}|"
            + "${client_cert_serial}|${client_cert_fingerprint}\"}}";
    try (SecureProxy proxy = SecureProxy.start(folder, asking("required") + fields, origin);
        RawClient client = RawClient.over(proxy.socket(bundle))) {
      String serial = bundle.getCertificate().getSerialNumber().toString(16);

      assertThat(request(client, ""))
          .containsPattern("X-Tls: https TLSv1\\.3 TLS_[A-Z0-9_]+ \\[[a-z.0-9]*]\r\n")
          .containsPattern("X-Who: CN=ann\\|CN=Test Authority\\|" + serial + "\\|[0-9a-f]{64}\r\n");
    }
  }

  @Test
  void certificate_isToldAtEveryRequest() throws Exception {
    X509Bundle bundle = SecureProxy.CERTIFICATES.client("ann");
    try (SecureProxy proxy = SecureProxy.start(folder, asking("required"), origin);
        RawClient client = RawClient.over(proxy.socket(bundle))) {
      for (int i = 0; i < 3; i++) {
        assertThat(request(client, "")).contains("X-SSL-Client-Subject: CN=ann\r\n");
      }
    }
  }

  @Test
  void noCertificate_isToldWhereOneIsOptional() throws Exception {
    try (SecureProxy proxy = SecureProxy.start(folder, asking("optional"), origin);
        RawClient client = RawClient.over(proxy.socket())) {
      assertThat(request(client, ""))
          .contains("X-SSL-Client-Verify: NONE\r\n")
          .doesNotContain("X-SSL-Client-Subject");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-SSL-Client-Verify: FORGED",
        "x-ssl-client-verify: FORGED",
        "X_SSL_CLIENT_VERIFY: FORGED",
        "x-ssl_client-subject: FORGED",
        "X-SSL-Client-Anything: FORGED"
      })
  void whatClientsSay_isRemoved(String field) throws Exception {
    try (SecureProxy proxy = SecureProxy.start(folder, asking("optional"), origin);
        SSLSocket socket = proxy.socket();
        RawClient client = RawClient.over(socket)) {
      assertThat(request(client, field + "\r\n"))
          .contains("X-SSL-Client-Verify: NONE\r\n")
          .doesNotContain("FORGED");
    }
  }

  @Test
  void whatClientsSay_isRemovedOnListenersThatDoNotAskToo() {
    String yaml =
        SecureProxy.yaml(folder, asking("required"), origin)
            .replace(
                "listeners:\n", "listeners:\n  plain: {bind: \"127.0.0.1:0\", backend: app}\n");
    try (TestProxy proxy = TestProxy.start(new NettyTls(), yaml);
        RawClient client = RawClient.connect(proxy.port("plain"))) {
      assertThat(request(client, "X-SSL-Client-Verify: FORGED\r\nX-Other: 1\r\n"))
          .contains("X-Other: 1")
          .doesNotContain("FORGED", "X-SSL-Client-");
    }
  }
}
