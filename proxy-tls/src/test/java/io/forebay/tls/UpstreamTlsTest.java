package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.observe.Event;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.OriginTls;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestCertificates;
import io.forebay.testkit.TestProxy;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to servers over TLS. */
@ExtendWith(LeakExtension.class)
class UpstreamTlsTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: app\r\n\r\n";

  @TempDir private Path folder;
  private final TestCertificates authority = TestCertificates.create();
  private String ca;

  @BeforeEach
  void writeAuthority() {
    ca = authority.writeRoot(folder).toString();
  }

  private OriginTls valid() {
    return authority.originTls(authority.leaf("app.test", "127.0.0.1"));
  }

  /** A proxy whose backend has these {@code tls} settings beside the authority. */
  private TestProxy proxy(String tls, String more, ScriptedOrigin... origins) {
    String settings = "tls: {ca: \"" + ca + "\"" + tls + "}\n" + more;
    return TestProxy.start(new NettyTls(), TestProxy.yaml(settings, origins));
  }

  private static List<String> events(TestProxy proxy) {
    return proxy.proxy().events().since(0).stream().map(Event::text).toList();
  }

  // ---- requests ----

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void requests_shareOneConnection(String version) {
    try (ScriptedOrigin origin =
            ScriptedOrigin.startTls(valid().version(version), OriginScript.echo());
        TestProxy proxy = proxy("", "", origin);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).startsWith("GET / HTTP/1.1");
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  // ---- certificates ----

  private void refused(OriginTls tls, String settings, String reason) {
    try (ScriptedOrigin bad = ScriptedOrigin.startTls(tls, OriginScript.named("bad"));
        ScriptedOrigin good = ScriptedOrigin.startTls(valid(), OriginScript.named("good"));
        TestProxy proxy = proxy(settings, "balance: first", bad, good);
        RawClient client = proxy.client()) {
      RawResponse response =
          client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi").readResponse();
      assertThat(response.bodyText()).isEqualTo("good");
      assertThat(bad.heads()).isEmpty();
      await().untilAsserted(() -> assertThat(events(proxy)).contains("TLS: " + reason));
    }
  }

  @Test
  void expiredCertificate_otherServerAnswers() {
    var expired = authority.leafUntil(Instant.now().minusSeconds(60), "app.test", "127.0.0.1");
    refused(authority.originTls(expired), "", "certificate has expired");
  }

  @Test
  void certificateOfAnotherName_otherServerAnswers() {
    var other = authority.originTls(authority.leaf("other.test"));
    refused(other, ", sni: app.test", "certificate is not for app.test");
  }

  @Test
  void certificateThatItsIssuerHasNotSigned_otherServerAnswers() {
    TestCertificates stranger = TestCertificates.create();
    var tls = stranger.originTls(stranger.leaf("app.test", "127.0.0.1"));
    refused(tls, "", "certificate is not accepted: signature check failed");
  }

  @Test
  void everyServerRefused_503() {
    var other = authority.originTls(authority.leaf("other.test"));
    try (ScriptedOrigin bad = ScriptedOrigin.startTls(other, OriginScript.named("bad"));
        TestProxy proxy = proxy(", sni: app.test", "", bad);
        RawClient client = proxy.client()) {
      RawResponse response = client.send(GET).readResponse();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.bodyText()).contains("no server passed the TLS handshake");
    }
  }

  @Test
  void unverified_anyCertificateIsAccepted() {
    TestCertificates stranger = TestCertificates.create();
    try (ScriptedOrigin origin =
            ScriptedOrigin.startTls(
                stranger.originTls(stranger.leaf("other.test")), OriginScript.named("one"));
        TestProxy proxy = proxy(", verify: false", "", origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
    }
  }

  // ---- ends ----

  @Test
  void untilClose_withCloseNotify_isWhole() {
    try (ScriptedOrigin origin = ScriptedOrigin.startTls(valid(), OriginScript.untilClose("all"));
        TestProxy proxy = proxy("", "", origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("all");
    }
  }

  @Test
  void untilClose_cutBelowTls_isTruncated() {
    OriginScript cut =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 200 OK\r\n\r\nhalf");
          c.cut();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.startTls(valid(), cut);
        TestProxy proxy = proxy("", "", origin);
        RawClient client = proxy.client()) {
      client.send(GET);
      assertThatThrownBy(client::readResponse).isInstanceOf(UncheckedIOException.class);
    }
  }
}
