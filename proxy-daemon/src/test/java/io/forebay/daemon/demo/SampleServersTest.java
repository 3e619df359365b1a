package io.forebay.daemon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.ServerConfig;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SampleServersTest {
  private SampleServers servers;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    servers = SampleServers.start(List.of(server("s1", 1), server("s2", 2)), true);
    client = RawClient.connect(servers.ports().get(1));
  }

  @AfterEach
  void stop() {
    client.close();
    servers.close();
  }

  private static ServerConfig server(String name, int port) {
    return new ServerConfig(name, "127.0.0.1", port, 1);
  }

  private RawResponse get(String target) {
    return request("GET", target);
  }

  private RawResponse request(String method, String target) {
    String head = method + " " + target + " HTTP/1.1\r\nHost: a.example\r\nX-Tag: <b>&\"\r\n\r\n";
    return client.send(head).readResponse(method);
  }

  @Test
  void page_namesServerAndEscapesWhatItReceived() {
    RawResponse page = get("/?q={{headers}}<i>");

    assertThat(page.headers().first("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.bodyText())
        .contains(
            "<h1>s2</h1>", "name=\"viewport\"", "&lt;b&gt;&amp;&quot;", "q=&#123;&#123;headers")
        .doesNotContain("{{", "<b>", "<i>");
  }

  @Test
  void api_headersInOrder() {
    RawResponse answer = get("/api");

    assertThat(answer.headers().first("content-type")).isEqualTo("application/json");
    assertThat(answer.bodyText())
        .contains(
            "\"server\": \"s2\"", "[\"Host\", \"a.example\"],\n    [\"X-Tag\", \"<b>&\\\"\"]\n");
  }

  @Test
  void health_failsWhileDown() {
    assertThat(get("/health").status()).isEqualTo(200);
    assertThat(get("/down").status()).isEqualTo(405);
    assertThat(request("POST", "/down").status()).isEqualTo(200);
    assertThat(get("/health").status()).isEqualTo(503);
    assertThat(get("/").status()).isEqualTo(200);
    assertThat(request("POST", "/up").status()).isEqualTo(200);
    assertThat(get("/health").status()).isEqualTo(200);
  }

  @Test
  void otherPaths_answerAsTheyAreNamed() {
    assertThat(get("/fail").status()).isEqualTo(503);
    assertThat(get("/none").status()).isEqualTo(404);
    assertThat(request("HEAD", "/").headers().first("content-length")).isNotEqualTo("0");
    assertThat(get("/slow").bodyText()).isEqualTo("s2 took its time\n");
  }

  @Test
  void portInUse_namesServerAndAddress() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> SampleServers.start(List.of(server("s1", port)), false))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("sample server s1: cannot bind 127.0.0.1:" + port + ": ");
    }
  }

  @Test
  void quote_controlCharacters() {
    assertThat(SamplePage.quote("a\"\\\u0001é")).isEqualTo("\"a\\\"\\\\\\u0001é\"");
  }
}
