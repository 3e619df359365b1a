package io.forebay.e2e;

import static io.forebay.e2e.Setup.errors;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.ProxyConfig;
import io.forebay.config.yaml.SourceFiles;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.http.ProxyError;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests are turned away for a while. */
@ExtendWith(LeakExtension.class)
class MaintenanceTest {

  @TempDir Path folder;

  private static String yaml(String maintenance, String more) {
    return """
    global: {worker_threads: 1}
    listeners:
      web:
        bind: "127.0.0.1:0"
        maintenance: %s
    %s\
        routes:
          - {match: {path: /on}, respond: {body: on}, maintenance: true}
          - {match: {path: /health}, respond: {body: fine}, maintenance: false}
          - {match: {path: /old}, redirect: {path: /}}
          - {match: {path: /}, respond: {body: in}}
    """
        .formatted(maintenance, more.indent(4));
  }

  private static PairMessage get(PairClient client, String path) {
    return client.send(PairMessage.of("GET " + path, "")).whole();
  }

  private static int status(TestProxy proxy, String path) {
    try (PairClient client = PairClient.connect(false, proxy.port())) {
      return get(client, path).status();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everybody_isTurnedAwayButWhereARouteGoesOn(boolean http2) {
    try (TestProxy proxy = TestProxy.start(yaml("{retry_after: 90s}", ""));
        PairClient client = PairClient.connect(http2, proxy.port())) {
      for (String path : new String[] {"/", "/old", "/nowhere", "/on"}) {
        PairMessage answer = get(client, path);
        assertThat(answer.status()).as(path).isEqualTo(503);
        assertThat(answer.body()).contains("the site is down for maintenance");
        assertThat(answer.field("retry-after")).isEqualTo(path.equals("/on") ? "120" : "90");
      }
      assertThat(get(client, "/health").body()).isEqualTo("fine");
      assertThat(errors(proxy.proxy(), ProxyError.MAINTENANCE)).isEqualTo(4);
    }
  }

  @Test
  void switchedOff_onlyTheRouteThatSaysSoIsDown() {
    try (TestProxy proxy = TestProxy.start(yaml("false", ""))) {
      assertThat(status(proxy, "/")).isEqualTo(200);
      assertThat(status(proxy, "/on")).isEqualTo(503);
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 200", "10.0.0.0/8, 503"})
  void whoeverIsAllowed_isLetIn(String allowed, int status) {
    try (TestProxy proxy = TestProxy.start(yaml("{allow: " + allowed + "}", ""))) {
      assertThat(status(proxy, "/")).isEqualTo(status);
    }
  }

  @Test
  void addressBehindATrustedProxy_counts() {
    String more = "forwarded: {trusted_proxies: 127.0.0.1}";
    try (TestProxy proxy = TestProxy.start(yaml("{allow: 192.0.2.7}", more));
        PairClient client = PairClient.connect(false, proxy.port())) {
      PairMessage request = PairMessage.of("GET /", "");
      assertThat(client.send(request.with("x-forwarded-for", "192.0.2.7")).whole().status())
          .isEqualTo(200);
      assertThat(client.send(request.with("x-forwarded-for", "192.0.2.8")).whole().status())
          .isEqualTo(503);
    }
  }

  @Test
  void statusAndPage_areThoseOfTheOperator() throws Exception {
    Path page = Files.writeString(folder.resolve("502.html"), "<p>soon");
    String more = "error_pages: {502: " + page + "}\nheaders: {response: {set: {X-A: b}}}";
    try (TestProxy proxy = TestProxy.start(yaml("{status: 502}", more));
        PairClient client = PairClient.connect(false, proxy.port())) {
      PairMessage answer = get(client, "/");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.body()).isEqualTo("<p>soon");
      assertThat(answer.field("retry-after")).isEqualTo("120");
      assertThat(get(client, "/on").field("retry-after")).isEqualTo("120");
    }
  }

  @Test
  void callOfGrpc_isToldInItsOwnWay() {
    try (TestProxy proxy = TestProxy.start(yaml("true", ""));
        PairClient client = PairClient.connect(true, proxy.port())) {
      PairMessage call = PairMessage.of("POST /a.B/C", "").with("content-type", "application/grpc");
      PairMessage answer = client.send(call).whole();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.field("grpc-status")).isEqualTo("14");
    }
  }

  @Test
  void server_isNotAsked() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(Setup.ok("x")));
        TestProxy proxy =
            TestProxy.start(
                TestProxy.yaml("", origin)
                    .replace("backend: app }", "backend: app, maintenance: true }"))) {
      assertThat(status(proxy, "/")).isEqualTo(503);
      assertThat(origin.requests()).isEmpty();
    }
  }

  // ---- the file ----

  @Test
  void file_switchesItOnByBeingThere_andIsWatched() throws Exception {
    Path flag = folder.resolve("maintenance");
    Path config = Files.writeString(folder.resolve("f.yaml"), yaml("{file: maintenance}", ""));
    SourceFiles without = new SourceFiles();
    ProxyConfig off = YamlConfigParser.parse(config, without).config();
    assertThat(without.now().holdTheSameAs(without)).isTrue();
    try (TestProxy proxy = TestProxy.start(yaml("{file: " + flag + "}", ""))) {
      assertThat(status(proxy, "/")).isEqualTo(200);
      Files.createFile(flag);
      assertThat(without.now().holdTheSameAs(without)).isFalse();
      assertThat(status(proxy, "/")).isEqualTo(200);
      SourceFiles with = new SourceFiles();
      proxy.proxy().apply(YamlConfigParser.parse(config, with).config());
      assertThat(status(proxy, "/")).isEqualTo(503);
      Files.delete(flag);
      assertThat(with.now().holdTheSameAs(with)).isFalse();
      proxy.proxy().apply(off);
      assertThat(status(proxy, "/")).isEqualTo(200);
    }
  }
}
