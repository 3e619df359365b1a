package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Avoidance;
import io.forebay.backend.ServerState;
import io.forebay.backend.WeightedServer;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers are taken for before their first check; nothing checks them here. */
@ExtendWith(LeakExtension.class)
class InitialStateTest {

  private static String yaml(String initialState, ScriptedOrigin... origins) {
    return TestProxy.yaml("health_check: {path: /}\n" + initialState, origins);
  }

  @ParameterizedTest
  @CsvSource({
    "'', UNCHECKED, 200",
    "initial_state: checked, UNCHECKED, 200",
    "initial_state: up, UP, 200",
    "initial_state: down, DOWN, 503"
  })
  void newServer_hasTheInitialState(String key, ServerState state, int status) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"));
        TestProxy proxy = TestProxy.start(yaml(key, origin));
        RawClient client = proxy.client()) {
      assertThat(server(proxy, 0).server().state()).isEqualTo(state);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(status);
    }
  }

  @Test
  void reload_knownServerKeepsItsState_newOneBeginsDown() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("known"));
        ScriptedOrigin added = ScriptedOrigin.start(OriginScript.named("added"));
        TestProxy proxy = TestProxy.start(yaml("initial_state: up", origin))) {
      proxy.proxy().apply(TestProxy.parse(yaml("initial_state: down", origin, added)));
      assertThat(server(proxy, 0).server().state()).isEqualTo(ServerState.UP);
      assertThat(server(proxy, 1).server().state()).isEqualTo(ServerState.DOWN);
      try (RawClient client = proxy.client()) {
        for (int i = 0; i < 4; i++) {
          assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("known");
        }
      }
    }
  }

  @Test
  void reload_newServerThatIsToBeChecked_getsNothingWhileOthersAreUp() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("known"));
        ScriptedOrigin added = ScriptedOrigin.start(OriginScript.named("added"));
        TestProxy proxy = TestProxy.start(yaml("", origin))) {
      proxy.proxy().apply(TestProxy.parse(yaml("", origin, added)));
      assertThat(server(proxy, 0).server().isAvoided()).isFalse();
      assertThat(server(proxy, 1).server().isAvoided(Avoidance.UNCHECKED)).isTrue();
      try (RawClient client = proxy.client()) {
        for (int i = 0; i < 4; i++) {
          assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("known");
        }
      }
    }
  }

  @Test
  void reload_onlyNewServers_areUsedAtOnce() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("known"));
        ScriptedOrigin added = ScriptedOrigin.start(OriginScript.named("added"));
        TestProxy proxy = TestProxy.start(yaml("", origin))) {
      proxy.proxy().apply(TestProxy.parse(yaml("", added)));
      try (RawClient client = proxy.client()) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("added");
      }
    }
  }

  @Test
  void checkPort_serverBackendOrCheck_isWhereChecksGo() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"))) {
      try (TestProxy proxy = TestProxy.start(yaml("check_port: 8008", origin))) {
        assertThat(server(proxy, 0).checkAddress())
            .isEqualTo(new InetSocketAddress("127.0.0.1", 8008));
        assertThat(server(proxy, 0).server().address())
            .isEqualTo(new InetSocketAddress("127.0.0.1", origin.port()));
      }
      try (TestProxy proxy = TestProxy.start(yaml("", origin))) {
        assertThat(server(proxy, 0).checkAddress()).isEqualTo(server(proxy, 0).server().address());
      }
    }
  }

  @Test
  void checkAddress_isWhereChecksGo_withThePortOfTheServerOrItsOwn() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"))) {
      try (TestProxy proxy = TestProxy.start(yaml("check_address: 127.0.0.9", origin))) {
        assertThat(server(proxy, 0).checkAddress())
            .isEqualTo(new InetSocketAddress("127.0.0.9", origin.port()));
      }
      String both = "check_address: '::1'\ncheck_port: 8008";
      try (TestProxy proxy = TestProxy.start(yaml(both, origin))) {
        assertThat(server(proxy, 0).checkAddress()).isEqualTo(new InetSocketAddress("::1", 8008));
      }
    }
  }

  private static WeightedServer server(TestProxy proxy, int index) {
    return proxy.proxy().backends().iterator().next().servers().get(index);
  }
}
