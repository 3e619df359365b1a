package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.ServerState;
import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ProxyException;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backends that share the requests of a route. */
@ExtendWith(LeakExtension.class)
class SplitTest {

  private final ScriptedOrigin blue = ScriptedOrigin.start(OriginScript.named("blue"));
  private final ScriptedOrigin green = ScriptedOrigin.start(OriginScript.named("green"));
  private final ScriptedOrigin spare = ScriptedOrigin.start(OriginScript.named("spare"));

  @AfterEach
  void stop() {
    blue.close();
    green.close();
    spare.close();
  }

  private String yaml(String backends) {
    return yaml("", backends, blue.port(), green.port(), spare.port());
  }

  private static String yaml(String backendLines, String backends, int... ports) {
    return """
        global: {worker_threads: 2}
        listeners:
          web: {bind: "127.0.0.1:0", routes: [{ backends: %s }]}
        backends:
          blue: {servers: ["127.0.0.1:%d"] %s}
          green: {servers: ["127.0.0.1:%d"] %s}
          spare: {servers: ["127.0.0.1:%d"] %s}
        """
        .formatted(
            backends, ports[0], backendLines, ports[1], backendLines, ports[2], backendLines);
  }

  private static Map<String, Integer> bodies(int count, Supplier<String> request) {
    Map<String, Integer> bodies = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      bodies.merge(request.get(), 1, Integer::sum);
    }
    return bodies;
  }

  private static Map<String, Integer> bodies(int count, RawClient client) {
    return bodies(count, () -> client.send(GET).readResponse().bodyText());
  }

  /** As checks do it. */
  private static void set(TestProxy proxy, String backend, ServerState state) {
    Proxy it = proxy.proxy();
    it.control()
        .submit(
            () -> {
              it.backend(backend).servers().forEach(server -> server.server().state(state));
              it.backend(backend).refresh();
            })
        .syncUninterruptibly();
  }

  private static long finished(TestProxy proxy, String backend) {
    int route = proxy.proxy().metricIds().route("web", "*", backend);
    return sum(proxy.proxy(), it -> it.requestsFinished.get(route));
  }

  @ParameterizedTest
  @EnumSource
  void requests_areSharedByWeight(Pair pair) {
    String protocol = pair.name().endsWith("HTTP_2") ? ", protocol: h2c" : "";
    try (PairOrigin one = pair.origin(it -> new Reply(Act.ANSWER, PairMessage.of("200", "one")));
        PairOrigin two = pair.origin(it -> new Reply(Act.ANSWER, PairMessage.of("200", "two")));
        TestProxy proxy =
            TestProxy.start(
                yaml(
                    protocol,
                    "[{name: blue, weight: 3}, green, {name: spare, weight: 0}]",
                    one.port(),
                    two.port(),
                    spare.port()));
        PairClient client = pair.client(proxy)) {
      Map<String, Integer> bodies =
          bodies(400, () -> client.send(PairMessage.of("GET /", "")).whole().body());
      // Ten standard deviations of a binomial distribution on either side.
      assertThat(bodies).containsOnlyKeys("one", "two");
      assertThat(bodies.get("two")).isBetween(13, 187);
      awaitIdle(proxy);
      assertThat(finished(proxy, "blue")).isEqualTo(bodies.get("one").longValue());
      assertThat(finished(proxy, "green")).isEqualTo(bodies.get("two").longValue());
    }
  }

  @Test
  void backendWithoutServers_theOthersServe_untilItIsBack() {
    try (TestProxy proxy = TestProxy.start(yaml("[blue, green]"));
        RawClient client = proxy.client()) {
      set(proxy, "blue", ServerState.DOWN);
      assertThat(bodies(40, client)).isEqualTo(Map.of("green", 40));
      set(proxy, "green", ServerState.DOWN);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(503);
      set(proxy, "blue", ServerState.UP);
      assertThat(bodies(40, client)).isEqualTo(Map.of("blue", 40));
      set(proxy, "green", ServerState.UP);
      assertThat(bodies(200, client)).containsOnlyKeys("blue", "green");
      awaitIdle(proxy);
    }
  }

  @Test
  void backendWithoutServers_itsFallbackKeepsTheShare() {
    try (TestProxy proxy =
            TestProxy.start(
                yaml("[blue, green]")
                    .replace("blue: {servers", "blue: {fallback_backend: spare, servers"));
        RawClient client = proxy.client()) {
      set(proxy, "blue", ServerState.DOWN);
      assertThat(bodies(200, client)).containsOnlyKeys("green", "spare");
      set(proxy, "spare", ServerState.DOWN);
      assertThat(bodies(40, client)).isEqualTo(Map.of("green", 40));
      awaitIdle(proxy);
    }
  }

  @Test
  void reload_newWeightsHoldForTheNextRequestOfAConnection() throws ProxyException {
    try (TestProxy proxy = TestProxy.start(yaml("[blue, {name: green, weight: 0}]"));
        RawClient client = proxy.client()) {
      assertThat(bodies(40, client)).isEqualTo(Map.of("blue", 40));
      proxy.proxy().apply(TestProxy.parse(yaml("[{name: blue, weight: 0}, green]")));
      assertThat(bodies(40, client)).isEqualTo(Map.of("green", 40));
    }
  }

  @Test
  void virtualHost_sharesWhatNoRouteTakes() {
    String yaml =
        yaml("[spare]")
            + """
            virtual_hosts:
              app:
                hosts: app.example.com
                routes: [{ match: {path: /blue}, backend: blue }]
                backends: [green]
            """;
    try (TestProxy proxy = TestProxy.start(yaml);
        RawClient client = proxy.client()) {
      assertThat(bodies(10, client)).isEqualTo(Map.of("green", 10));
      client.send(GET.replace("GET /", "GET /blue"));
      assertThat(client.readResponse().bodyText()).isEqualTo("blue");
      client.send(GET.replace("app.example", "other.example"));
      assertThat(client.readResponse().bodyText()).isEqualTo("spare");
    }
  }

  @Test
  void rewriteOfTheRoute_holdsForAllOfItsBackends() {
    String yaml = yaml("[blue, green]").replace("routes: [{", "routes: [{ rewrite: {path: /new},");
    try (TestProxy proxy = TestProxy.start(yaml);
        RawClient client = proxy.client()) {
      bodies(40, client);
      assertThat(blue.requests()).isNotEmpty().allMatch(it -> it.target().equals("/new"));
      assertThat(green.requests()).isNotEmpty().allMatch(it -> it.target().equals("/new"));
    }
  }

  @Test
  void conditionsOfTheRoute_holdForAllOfItsBackends() {
    String yaml =
        yaml("[blue, green]")
            .replace("routes: [{", "default_backend: spare, routes: [{ match: {method: GET},");
    try (TestProxy proxy = TestProxy.start(yaml);
        RawClient client = proxy.client()) {
      assertThat(bodies(20, client)).doesNotContainKey("spare");
      client.send(Setup.post("/", "", "x"));
      assertThat(client.readResponse().bodyText()).isEqualTo("spare");
    }
  }
}
