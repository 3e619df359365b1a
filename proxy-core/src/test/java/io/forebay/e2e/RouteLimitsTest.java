package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.InvalidConfigException;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads of some routes may be smaller than their listener reads. */
@ExtendWith(LeakExtension.class)
class RouteLimitsTest {

  private static final String FILE =
      """
      listeners:
        web:
          bind: "127.0.0.1:0"
          limits: {head: 8KiB, request_line: 4KiB, fields: 50}
          routes:
            - {match: {path: /free}, respond: {body: free}}
            - match: {path: /small}
              limits: {request_line: 300B, head: 1KiB, fields: 10}
              respond: {body: small}
            - match: {path: /large}
              limits: {%s}
              respond: {body: large}
      """;

  private static int status(PairClient client, PairMessage request) {
    return client.send(request).whole().status();
  }

  private static PairMessage get(String target) {
    return PairMessage.of("GET " + target, "");
  }

  private static PairMessage withFields(String target, int count) {
    PairMessage request = get(target);
    for (int i = 0; i < count; i++) {
      request = request.with("x-" + i, "v");
    }
    return request;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void headAboveItsRoutesLimits_isRefused_onAConnectionThatStays(boolean http2) {
    try (TestProxy proxy = TestProxy.start(FILE.formatted("head: 8KiB"));
        PairClient client = PairClient.connect(http2, proxy.port())) {
      PairMessage longField = get("/small").with("x-long", "v".repeat(1200));
      assertThat(status(client, get("/small?" + "q".repeat(500)))).isEqualTo(414);
      assertThat(status(client, longField)).isEqualTo(431);
      assertThat(status(client, withFields("/small", 12))).isEqualTo(431);

      assertThat(status(client, withFields("/small?" + "q".repeat(200), 5))).isEqualTo(200);
      assertThat(status(client, withFields("/free?" + "q".repeat(500), 12))).isEqualTo(200);
      assertThat(status(client, withFields("/large", 12))).isEqualTo(200);
    }
  }

  @Test
  void routeThatAllowsMoreThanItsListenerReads_isAProblem() {
    assertThatThrownBy(() -> YamlConfigParser.parse("f.yaml", FILE.formatted("fields: 51")))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(
            "listeners.web: the route /large allows more by limits.fields than the listener reads"
                + " (expected: at most as much)");
  }

  @Test
  void limitsOfConnections_areNotThoseOfRoutes() {
    assertThatThrownBy(
            () -> YamlConfigParser.parse("f.yaml", FILE.formatted("keep_alive_requests: 5")))
        .hasMessageContaining(
            "limits.keep_alive_requests: not a setting of routes (expected: it in the listener's"
                + " limits)");
  }
}
