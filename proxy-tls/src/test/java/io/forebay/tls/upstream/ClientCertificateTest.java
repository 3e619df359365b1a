package io.forebay.tls.upstream;

import static io.forebay.tls.upstream.SecureOrigins.GET;
import static io.forebay.tls.upstream.SecureOrigins.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.runtime.ProxyException;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestCertificates;
import io.forebay.testkit.TestProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that want to know who we are. */
@ExtendWith(LeakExtension.class)
class ClientCertificateTest {

  @TempDir private Path folder;
  private SecureOrigins origins;

  @BeforeEach
  void makeAuthority() {
    origins = new SecureOrigins(folder);
  }

  private static String settings(Path certificate, Path key) {
    return ", cert: \"" + certificate + "\", key: \"" + key + "\"";
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void shown_isAccepted(String version) {
    TestCertificates.Pem pem = origins.client("forebay");
    try (ScriptedOrigin origin =
            ScriptedOrigin.startTls(
                origins.valid().needingClients().version(version), OriginScript.named("one"));
        TestProxy proxy = origins.proxy(settings(pem.certificate(), pem.key()), "", origin.port());
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
    }
  }

  @Test
  void keyInTheSameFile_isFound() throws Exception {
    TestCertificates.Pem pem = origins.client("forebay");
    Path both = folder.resolve("both.pem");
    Files.writeString(both, Files.readString(pem.key()) + Files.readString(pem.certificate()));
    try (ScriptedOrigin origin =
            ScriptedOrigin.startTls(origins.valid().needingClients(), OriginScript.named("one"));
        TestProxy proxy = origins.proxy(", cert: \"" + both + "\"", "", origin.port());
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void missing_serversReasonIsTold(String version) {
    try (ScriptedOrigin origin =
            ScriptedOrigin.startTls(
                origins.valid().needingClients().version(version), OriginScript.named("one"));
        TestProxy proxy = origins.proxy("", "retry: {attempts: 0}", origin.port());
        RawClient client = proxy.client()) {
      // With TLS 1.3 the handshake is over for us before the server has looked.
      assertThat(client.send(GET).readResponse().status()).isIn(502, 503);
      await()
          .untilAsserted(
              () ->
                  assertThat(events(proxy))
                      .anyMatch(it -> it.startsWith("TLS: refused by the server: ")));
    }
  }

  @Test
  void keyOfAnother_isRefusedAtStart_andByReloadsThatChangeNothing() throws Exception {
    TestCertificates.Pem pem = origins.client("forebay");
    TestCertificates.Pem other = origins.client("other");
    String wrong = settings(pem.certificate(), other.key());
    try (ScriptedOrigin origin = origins.origin(OriginScript.named("one"));
        TestProxy proxy = origins.proxy("", "", origin.port());
        RawClient client = proxy.client()) {
      assertThatThrownBy(
              () -> proxy.proxy().apply(TestProxy.parse(origins.yaml(wrong, "", origin.port()))))
          .isInstanceOf(ProxyException.class)
          .hasMessageStartingWith("backend app server s1: tls: " + other.key() + ": ")
          .hasMessageContaining("belongs to another certificate");
      assertThatThrownBy(() -> origins.proxy(wrong, "", origin.port()))
          .hasMessageContaining("belongs to another certificate");
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      assertThat(events(proxy)).isEmpty();
    }
  }
}
