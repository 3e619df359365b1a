package io.forebay.admin;

import static io.forebay.admin.AdminFixture.address;
import static io.forebay.admin.AdminFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Server;
import io.forebay.config.AddedServer;
import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.RemovedServer;
import io.forebay.config.RuntimeServers;
import io.forebay.config.ServerConfig;
import io.forebay.net.Transport;
import io.forebay.runtime.StaleException;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that join and leave over the API; who does it is a fake. */
class ServersApiTest {
  private static final String SERVERS = "/api/v1/backends/app/servers";
  private static final String ONE = SERVERS + "/one";
  private static final String BY = " by 127.0.0.1 over the admin API";

  private final FakeStatus status = new FakeStatus();
  private final FakeControl control = new FakeControl();
  private final AdminServer server =
      new AdminServer(Transport.best(), status, control, List.of(config("127.0.0.1:0")));
  private Server one;

  @BeforeEach
  void open() throws Exception {
    one = status.addBackend("app", "one", "two").servers().get(0).server();
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private RawResponse send(String method, String path, String body) {
    try (RawClient client = RawClient.connect(address(server, 0))) {
      String type = body.isEmpty() ? "" : "Content-Type: application/json\r\n";
      client.send(
          "%s %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %d\r\n\r\n%s"
              .formatted(method, path, type, body.length(), body));
      return client.readResponse(method);
    }
  }

  @Test
  void post_isAskedForOnOneLineAndCreated() {
    control.added = CompletableFuture.completedFuture(one);
    RawResponse response =
        send(
            "POST",
            SERVERS,
            "{\n\t\"name\": \"three\", \"state\": \"drain\", \"tls\": {\"verify\": false}\n}");
    assertThat(response.status()).isEqualTo(201);
    assertThat(response.headers().first("location")).isEqualTo(ONE);
    assertThat(response.bodyText()).contains("\"name\" : \"one\"");
    assertThat(control.asked)
        .containsExactly("add {\"name\":\"three\",\"tls\":{\"verify\":false}} DRAIN to app" + BY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                    | line 1, column 1: nothing (expected: an object with the keys",
        "[]                    | line 1, column 1: [ (expected: an object with the keys",
        "{\"address\":          | Unexpected end-of-input",
        "{\"name\":\"a\"} 1     | line 1, column 14: 1 behind the end",
        "{\"a\":1,\"a\":2}       | Duplicate field",
        "{\"state\":\"drian\"}   | state: drian (expected: ready, drain, maint; did you mean drain?)"
      })
  void post_noSuchObject_is400WithThePlace(String body, String message) {
    RawResponse response = send("POST", SERVERS, body);
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.bodyText().replace("\\\"", "\"")).contains(message);
    assertThat(control.asked).isEmpty();
  }

  @Test
  void post_problems_areAllTold() {
    List<ConfigProblem> problems =
        List.of(
            new ConfigProblem("f.yaml", 1, 1, "", "address is missing"),
            new ConfigProblem("f.yaml", 1, 9, "weight", "300 (expected: less)"));
    control.added = CompletableFuture.failedFuture(new InvalidConfigException(problems));
    RawResponse response = send("POST", SERVERS, "{}");
    assertThat(response.status()).isEqualTo(422);
    assertThat(response.bodyText())
        .contains("app: there cannot be such a server: address is missing")
        .contains("[ \"address is missing\", \"weight: 300 (expected: less)\" ]");
  }

  @Test
  void post_notPossible_is409AndStale412() {
    control.added = CompletableFuture.failedFuture(new IllegalStateException("is there already"));
    assertThat(send("POST", SERVERS, "{}").status()).isEqualTo(409);
    control.added = CompletableFuture.failedFuture(new StaleException("has changed"));
    assertThat(send("POST", SERVERS, "{}").status()).isEqualTo(412);
  }

  @Test
  void delete_idle_isGone() {
    RawResponse response = send("DELETE", ONE, "");
    assertThat(response.status()).isEqualTo(204);
    assertThat(control.asked).containsExactly("remove app/one in null" + BY);
  }

  @Test
  void delete_busy_isToldToLeave() {
    one.begin();
    control.removal = CompletableFuture.completedFuture(new CompletableFuture<>());
    RawResponse response = send("DELETE", ONE + "?timeout=2s", "");
    assertThat(response.status()).isEqualTo(202);
    assertThat(response.bodyText()).contains("\"in_flight\" : 1");
    assertThat(control.asked).containsExactly("remove app/one in PT2S" + BY);
  }

  @Test
  void delete_waits_untilItIsGoneOrStays() {
    one.begin();
    CompletableFuture<Void> gone = new CompletableFuture<>();
    control.removal = CompletableFuture.completedFuture(gone);
    CompletableFuture<RawResponse> response =
        CompletableFuture.supplyAsync(() -> send("DELETE", ONE + "?force=true&wait=drained", ""));
    gone.completeExceptionally(new IllegalStateException("app/one is to stay"));
    assertThat(response.join().status()).isEqualTo(409);
    assertThat(control.asked).containsExactly("remove app/one in PT0S" + BY);
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, ?force=yes, force: yes (expected: true or false)",
    "DELETE, ?force=true&timeout=1s, timeout with force=true",
    "DELETE, ?wait=gone, wait: gone (expected: drained)",
    "DELETE, ?timeout=1, timeout: 1",
    "GET,    ?force=true, force (expected: with DELETE only)"
  })
  void badQuery_is400(String method, String query, String message) {
    RawResponse response = send(method, ONE + query, "");
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.bodyText()).contains(message);
    assertThat(control.asked).isEmpty();
  }

  @Test
  void unknownServer_is404WithNearNames() {
    RawResponse response = send("DELETE", SERVERS + "/ohne", "");
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.bodyText()).contains("did you mean one?");
  }

  @Test
  void drift_isToldWhereThereIsAny() {
    assertThat(send("GET", "/api/v1/backends", "").bodyText()).doesNotContain("drift");
    control.servers =
        new RuntimeServers(
            List.of(new AddedServer("app", new ServerConfig("two", "b", 80, 1), "{}")),
            List.of(new RemovedServer("app", "zero", "z:80")));
    one.runtimeWeight(7);
    one.runtimeLimit(70);
    for (String path : List.of("/api/v1/backends", "/api/v1/status")) {
      assertThat(send("GET", path, "").bodyText())
          .contains(
              "\"text\" : \"added at b:80\"",
              "\"text\" : \"removed, in the file at z:80\"",
              "\"text\" : \"weight 7, configured 1\"",
              "\"text\" : \"max_connections 70, configured 0\"");
    }
    assertThat(send("GET", SERVERS, "").bodyText())
        .containsOnlyOnce("\"origin\" : \"added\"")
        .containsOnlyOnce("\"origin\" : \"file\"");
  }
}
