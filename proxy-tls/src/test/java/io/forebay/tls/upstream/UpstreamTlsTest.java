package io.forebay.tls.upstream;

import static io.forebay.tls.upstream.SecureOrigins.GET;
import static io.forebay.tls.upstream.SecureOrigins.events;
import static io.forebay.tls.upstream.SecureOrigins.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.Server;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.OriginTls;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestCertificates;
import io.forebay.testkit.TestProxy;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which servers are accepted by their certificates, and what becomes of requests to the others. */
@ExtendWith(LeakExtension.class)
class UpstreamTlsTest {

  @TempDir private Path folder;
  private SecureOrigins origins;

  @BeforeEach
  void makeAuthority() {
    origins = new SecureOrigins(folder);
  }

  /** The server with {@code tls} is not used, for this reason; the other one answers. */
  private void refused(OriginTls tls, String settings, String reason) {
    try (ScriptedOrigin bad = ScriptedOrigin.startTls(tls, OriginScript.named("bad"));
        ScriptedOrigin good = origins.origin(OriginScript.named("good"));
        TestProxy proxy = origins.proxy(settings, "balance: first", bad.port(), good.port());
        RawClient client = proxy.client()) {
      assertThat(client.send(post("hi")).readResponse().bodyText()).isEqualTo("good");
      assertThat(bad.heads()).isEmpty();
      await().untilAsserted(() -> assertThat(events(proxy)).contains("TLS: " + reason));
    }
  }

  /** The server, the only one, is not used for this reason. */
  private void refusedAlone(OriginTls tls, String settings, String reason) {
    try (ScriptedOrigin bad = ScriptedOrigin.startTls(tls, OriginScript.named("bad"));
        TestProxy proxy = origins.proxy(settings, "", bad.port());
        RawClient client = proxy.client()) {
      RawResponse response = client.send(GET).readResponse();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.bodyText()).contains("no server passed the TLS handshake");
      await().untilAsserted(() -> assertThat(events(proxy)).contains("TLS: " + reason));
    }
  }

  private void accepted(OriginTls tls, String settings) {
    try (ScriptedOrigin origin = ScriptedOrigin.startTls(tls, OriginScript.named("one"));
        TestProxy proxy = origins.proxy(settings, "", origin.port());
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
    }
  }

  private OriginTls of(String... names) {
    return origins.authority().originTls(origins.authority().leaf(names));
  }

  private static OriginTls ofStranger(String... names) {
    TestCertificates stranger = TestCertificates.create();
    return stranger.originTls(stranger.leaf(names));
  }

  private static Server server(TestProxy proxy) {
    return proxy.proxy().backends().iterator().next().servers().get(0).server();
  }

  // ---- verify ----

  @Test
  void expired_otherServerAnswers() {
    Instant past = Instant.now().minusSeconds(60);
    X509Bundle expired = origins.authority().leafUntil(past, "app.test", "127.0.0.1");
    refused(origins.authority().originTls(expired), "", "certificate has expired");
  }

  @Test
  void ofAnotherName_otherServerAnswers() {
    refused(of("other.test"), ", sni: app.test", "certificate is not for app.test");
  }

  @Test
  void notSignedByItsIssuer_otherServerAnswers() {
    refused(
        ofStranger("app.test", "127.0.0.1"),
        "",
        "certificate is not accepted: signature check failed");
  }

  @Test
  void unverified_anyIsAccepted() {
    accepted(ofStranger("other.test"), ", verify: false");
  }

  @Test
  void everyServerRefused_503() {
    refusedAlone(of("b.test"), ", sni: app.test", "certificate is not for app.test");
  }

  @Test
  void reasonIsKept_untilAHandshakeSucceeds() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.startTls(of("b.test"), OriginScript.named("one"));
        TestProxy proxy = origins.proxy(", sni: app.test", "", origin.port());
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();
      Server server = server(proxy);
      assertThat(server.tlsNote().cause()).isEqualTo("certificate is not for app.test");
      proxy.proxy().apply(TestProxy.parse(origins.yaml(", sni: b.test", "", origin.port())));
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      Server next = server(proxy);
      assertThat(next).isNotSameAs(server);
      assertThat(next.tlsNote()).isNull();
    }
  }

  @Test
  void sameSettings_sameServerAfterAReload() throws Exception {
    try (TestProxy proxy = origins.proxy(", sni: app.test", "", 1)) {
      Server server = server(proxy);
      proxy.proxy().apply(TestProxy.parse(origins.yaml(", sni: app.test", "retry: {}", 1)));
      assertThat(server(proxy)).isSameAs(server);
    }
  }

  @Test
  void hostThatServersAreTold_isTheNameThatIsAskedFor() {
    try (ScriptedOrigin origin = ScriptedOrigin.startTls(of("b.test"), OriginScript.named("one"));
        TestProxy proxy = origins.proxy("", "host: \"b.test:8443\"", origin.port());
        TestProxy other = origins.proxy(", sni: a.test", "host: b.test", origin.port());
        RawClient client = proxy.client();
        RawClient second = other.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      assertThat(origin.requests().get(0).headers().all("host")).containsExactly("b.test:8443");
      assertThat(second.send(GET).readResponse().status()).isEqualTo(503);
      assertThat(server(other).tlsNote().cause()).isEqualTo("certificate is not for a.test");
    }
  }

  // ---- pins ----

  @Test
  void pinnedName_countsInPlaceOfTheAskedFor() {
    accepted(of("real.test"), ", sni: app.test, pin: [other.test, Real.test]");
    accepted(of("*.real.test"), ", pin: a.real.test");
    refusedAlone(of("app.test"), ", sni: app.test, pin: b.test", "certificate is not for b.test");
  }

  @Test
  void pinnedName_doesNotReplaceTheIssuer() {
    refusedAlone(
        ofStranger("real.test"),
        ", pin: real.test",
        "certificate is not accepted: signature check failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", verify: false"})
  void pinnedKey_isTheOnlyOne(String verify) throws Exception {
    X509Bundle leaf = origins.authority().leaf("app.test", "127.0.0.1");
    byte[] key = leaf.getCertificate().getPublicKey().getEncoded();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
    String pin = ", pin: \"sha256/" + Base64.getEncoder().encodeToString(digest) + "\"";
    accepted(origins.authority().originTls(leaf), verify + pin);
    refusedAlone(
        origins.valid(), verify + pin, "certificate has another public key than the pinned one");
  }
}
