package io.forebay.tls.upstream;

import static io.forebay.tls.upstream.SecureOrigins.GET;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.stats.TlsHandshakes;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.TestCertificates;
import io.forebay.testkit.TestProxy;
import io.forebay.tls.NettyTls;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions with servers are resumed, each with the server and settings it was agreed on with. */
@ExtendWith(LeakExtension.class)
class ResumptionTest {

  private static final int REQUESTS = 6;

  @TempDir private Path folder;
  private SecureOrigins origins;

  @BeforeEach
  void makeAuthority() {
    origins = new SecureOrigins(folder);
  }

  private TestProxy server(String version) {
    TestCertificates.Pem pem =
        TestCertificates.write(
            folder, "server", origins.authority().leaf("app.test", "b.test", "127.0.0.1"));
    return TestProxy.start(
        new NettyTls(),
        """
        global: {worker_threads: 1}
        listeners:
          web:
            bind: "127.0.0.1:0"
            tls: {certificates: [{cert: "%s", key: "%s"}], max_version: "%s", session_tickets: true}
            routes: [{respond: {body: hello}}]
        """
            .formatted(pem.certificate(), pem.key(), version));
  }

  private static long handshakes(TestProxy server, boolean resumed) {
    return server.proxy().loopStats().stream()
        .mapToLong(
            it ->
                it.tlsHandshakes.get(TlsHandshakes.cell(0, false, resumed))
                    + it.tlsHandshakes.get(TlsHandshakes.cell(0, true, resumed)))
        .sum();
  }

  private static void request(TestProxy proxy, int times) {
    for (int i = 0; i < times; i++) {
      try (RawClient client = proxy.client()) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("hello");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void newConnections_resume(String version) {
    try (TestProxy server = server(version);
        TestProxy proxy = origins.proxy("", "keep_alive: {server: false}", server.port())) {
      request(proxy, REQUESTS);
      assertThat(handshakes(server, true)).isEqualTo(REQUESTS - 1);
      assertThat(handshakes(server, false)).isEqualTo(1);
    }
  }

  @Test
  void otherSettings_beginWithAWholeHandshake() throws Exception {
    String more = "keep_alive: {server: false}";
    try (TestProxy server = server("1.3");
        TestProxy proxy = origins.proxy(", sni: app.test", more, server.port())) {
      request(proxy, 2);
      proxy.proxy().apply(TestProxy.parse(origins.yaml(", sni: b.test", more, server.port())));
      request(proxy, 2);
      assertThat(handshakes(server, false)).isEqualTo(2);
      assertThat(handshakes(server, true)).isEqualTo(2);
    }
  }
}
