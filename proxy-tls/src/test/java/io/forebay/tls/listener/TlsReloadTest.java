package io.forebay.tls.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.runtime.ProxyException;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import io.forebay.tls.NettyTls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners that get TLS, lose it, or stop. */
class TlsReloadTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @TempDir private Path folder;
  private ScriptedOrigin origin;
  private SecureProxy proxy;

  @BeforeEach
  void start() {
    origin = ScriptedOrigin.start(OriginScript.named("one"));
    proxy = SecureProxy.start(folder, "", origin);
  }

  @AfterEach
  void stop() {
    proxy.close();
    origin.close();
  }

  private String plain() {
    return SecureProxy.yaml(folder, "", origin).replaceAll("(?m)^ *tls: .*$", "");
  }

  private void apply(String yaml) throws ProxyException {
    proxy.proxy().proxy().apply(TestProxy.parse(yaml));
  }

  private static String ask(RawClient client) {
    return client.send(GET).readResponse().bodyText();
  }

  @Test
  void fromTlsToPlainAndBack_connectionsStayWhatTheyAre() throws Exception {
    try (RawClient secure = proxy.client()) {
      assertThat(ask(secure)).isEqualTo("one");
      apply(plain());

      assertThat(ask(secure)).isEqualTo("one");
      try (RawClient plain = RawClient.connect(proxy.port())) {
        assertThat(ask(plain)).isEqualTo("one");
        apply(SecureProxy.yaml(folder, "", origin));

        assertThat(ask(plain)).isEqualTo("one");
        assertThat(ask(secure)).isEqualTo("one");
      }
      try (RawClient again = proxy.client()) {
        assertThat(ask(again)).isEqualTo("one");
      }
    }
  }

  @Test
  void settingsOfTls_holdForNewConnections() throws Exception {
    try (RawClient before = proxy.client()) {
      apply(SecureProxy.yaml(folder, ", min_version: 1.3", origin));

      assertThat(ask(before)).isEqualTo("one");
      try (SSLSocket later = proxy.socket()) {
        later.setEnabledProtocols(new String[] {"TLSv1.2"});
        assertThatThrownBy(later::startHandshake).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void certificateThatCannotBeRead_changesNothing() throws Exception {
    String broken =
        SecureProxy.yaml(folder, "", origin)
            .replace("leaf.crt", "nothing.crt")
            .replace("servers: [", "servers: [\"127.0.0.1:1\", ");

    assertThatThrownBy(() -> apply(broken))
        .isInstanceOf(ProxyException.class)
        .hasMessageContaining("nothing.crt");
    try (RawClient client = proxy.client()) {
      assertThat(ask(client)).isEqualTo("one");
      assertThat(ask(client)).isEqualTo("one");
    }
    assertThat(proxy.proxy().proxy().config().backends().get("app").servers()).hasSize(1);
  }

  @Test
  void certificateThatCannotBeRead_isNotStartedWith() {
    String broken = SecureProxy.yaml(folder, "", origin).replace("leaf.crt", "nothing.crt");

    assertThatThrownBy(() -> TestProxy.start(new NettyTls(), broken))
        .hasMessageContaining("nothing.crt");
  }

  @Test
  void drain_answersWhatIsUnderWayAndClosesTheRest() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    origin.script(
        c -> {
          c.readRequest();
          go.join();
          c.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend");
        });
    try (RawClient busy = proxy.client();
        RawClient idle = proxy.client();
        RawClient handshaking = RawClient.connect(proxy.port())) {
      busy.send(GET);
      handshaking.send("\u0016\u0003\u0001\u0002\0\u0001");
      await().until(() -> origin.requests().size() == 1);
      await().until(() -> proxy.proxy().proxy().openConnections() == 3);
      CompletableFuture<Integer> left =
          CompletableFuture.supplyAsync(() -> drain(Duration.ofSeconds(30)));

      assertThat(idle.readAll()).isEmpty();
      assertThat(handshaking.closedByPeer(Duration.ofSeconds(10))).isTrue();
      go.complete(null);
      assertThat(busy.readResponse().headers().first("connection")).isEqualTo("close");
      assertThat(busy.readAll()).isEmpty();
      assertThat(left.join()).isZero();
    }
  }

  private int drain(Duration timeout) {
    try {
      return proxy.proxy().proxy().drain(Duration.ZERO, timeout);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
