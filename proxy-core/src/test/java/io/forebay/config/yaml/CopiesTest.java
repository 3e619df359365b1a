package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.BackendConfig;
import io.forebay.config.Balance;
import io.forebay.config.RetryCondition;
import io.forebay.config.ServerConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code from}. */
class CopiesTest {
  private static final String LISTENER = "listeners: { web: { bind: ':80', backend: a } }\n";

  @Test
  void copy_mergesMapsAndReplacesLists() {
    Map<String, BackendConfig> backends =
        backends(
            """
              b:
                from: a
                balance: round_robin
                retry: { when: [status_503] }
                health_check: { interval: 7s }
              c:
                from: b
                servers: [z:80]
              a:
                balance: least_conn
                retry: { attempts: 4, when: [connect_failure] }
                health_check: { path: /up, fall: 9 }
                servers: [x:80, y:80]
            """);

    BackendConfig b = backends.get("b");
    assertThat(b.name()).isEqualTo("b");
    assertThat(b.balance().type()).isEqualTo(Balance.ROUND_ROBIN);
    assertThat(b.retry().attempts()).isEqualTo(4);
    assertThat(b.retry().when()).containsExactly(RetryCondition.STATUS_503);
    assertThat(b.healthCheck()).isNotNull();
    assertThat(b.healthCheck().http().path()).isEqualTo("/up");
    assertThat(b.healthCheck().pace().interval()).isEqualTo(Duration.ofSeconds(7));
    assertThat(b.servers()).isEqualTo(backends.get("a").servers());
    assertThat(backends.get("a").balance().type()).isEqualTo(Balance.LEAST_CONN);
    BackendConfig c = backends.get("c");
    assertThat(c.healthCheck()).isEqualTo(b.healthCheck());
    assertThat(c.servers()).extracting(ServerConfig::name).containsExactly("z:80");
    assertThat(backends.keySet()).containsExactly("b", "c", "a");
  }

  @Test
  void unknownBackend_isSuggested() {
    assertThat(
            Files.problems(LISTENER + "backends: { app: { servers: [x:80] }, a: { from: ap } }\n"))
        .contains(
            "f.yaml:2:50: backends.a.from: ap (expected: a backend to copy: app, a; did you mean"
                + " app?)");
  }

  @Test
  void cycle_isToldOnceWithItsWay() {
    assertThat(
            Files.problems(
                LISTENER
                    + "backends: { a: { from: b }, b: { from: c }, c: { from: b }, d: { from: d } }"))
        .containsExactly(
            "f.yaml:2:56: backends.c.from: a -> b -> c -> b (expected: a chain that ends)",
            "f.yaml:2:72: backends.d.from: d -> d (expected: a chain that ends)");
  }

  @Test
  void problemOfACopiedValue_isToldOnce() {
    assertThat(
            Files.problems(
                LISTENER
                    + "backends: { a: { servers: [x] }, b: { from: a }, c: { from: a, balance: x } }"))
        .hasSize(2);
  }

  @Test
  void copyWithoutServers_isRefusedLikeAnyBackend() {
    assertThat(Files.problems(LISTENER + "backends: { a: { from: b }, b: { balance: first } }"))
        .anyMatch(it -> it.contains("backends.b: servers is missing"));
  }

  @Test
  void longChains_areBounded() {
    StringBuilder chain = new StringBuilder(LISTENER).append("backends:\n");
    for (int i = 0; i < 3_000; i++) {
      chain.append("  a").append(i).append(": { from: a").append(i + 1).append(" }\n");
    }
    assertThat(Files.problems(chain.toString())).isNotEmpty();
    assertThat(Files.problems(chain + "  a3000: { servers: [" + "x:80,".repeat(5_000) + "] }\n"))
        .isNotEmpty();
    assertThat(Files.problems(chain + "  a3000: { from: a0 }\n"))
        .anyMatch(it -> it.contains("expected: a chain that ends"));
  }

  private static Map<String, BackendConfig> backends(String yaml) {
    return Files.accept(LISTENER + "backends:\n" + yaml).config().backends();
  }
}
