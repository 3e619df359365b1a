package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When connections to servers that nobody needs are closed, far before the minute of default. */
@ExtendWith(LeakExtension.class)
class IdleConnectionTest {

  @ParameterizedTest
  @CsvSource({"idle_timeout: 150ms, X: y", "idle_connections: 9, 'Keep-Alive: timeout=1'"})
  void idleConnection_closedByTheProxy(String keepAlive, String field) {
    String answer = "HTTP/1.1 200 OK\r\n" + field + "\r\nContent-Length: 2\r\n\r\nok";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(answer));
        TestProxy proxy =
            TestProxy.start(yaml("{}", "keep_alive: {" + keepAlive + "}", origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("ok");
      await("the idle connection to be closed")
          .atMost(LONG)
          .until(() -> origin.openConnections() == 0);
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("ok");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }
}
