package io.forebay.admin;

import static io.forebay.admin.AdminFixture.config;
import static io.forebay.admin.AdminFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.forebay.backend.Backend;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.net.CertificateInfo;
import io.forebay.net.Transport;
import io.forebay.stats.LoopStats;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /api/v1} tells of listeners, routes, certificates and numbers. */
@ExtendWith(LeakExtension.class)
class ApiTrafficTest {
  private static final String YAML =
      """
      listeners:
        plain: { bind: ":80", redirect: { scheme: https } }
        web:
          bind: [":443", "127.0.0.1:444"]
          max_connections: 70
          tls: { certificates: [{ cert: /x.pem }] }
          backend: app
          routes:
            - { match: { path: /a }, backend: web, priority: 5 }
            - match: { path: /b }
              backends: [{ name: app, weight: 1 }, { name: web, weight: 1 }]
            - { match: { path: /c }, respond: { body: "" } }
      backends:
        app: { servers: ["127.0.0.1:1"] }
        web: { servers: ["127.0.0.1:1"] }
      """;

  private final FakeStatus status = new FakeStatus();
  private final AdminServer server =
      new AdminServer(Transport.best(), status, new FakeControl(), List.of(config("127.0.0.1:0")));

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("forebay.yaml"), YAML);
    status.config = YamlConfigParser.parse(file).config();
    status.addBackend("app", "one", "two");
    status.addBackend("web", "first");
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private JsonNode ask(String path) throws Exception {
    RawResponse response = get(server, "/api/v1/" + path);
    assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
    return new ObjectMapper().readTree(response.bodyText());
  }

  private String refused(String path) {
    RawResponse response = get(server, "/api/v1/" + path);
    assertThat(response.status()).isEqualTo(404);
    return response.bodyText();
  }

  /** As an event loop: {@code ended} of {@code begun} requests have ended. */
  private void count(String route, String backend, int begun, int ended) {
    int id = status.ids.route("web", route, backend);
    LoopStats loop = status.loops.get(1);
    for (int i = 0; i < begun; i++) {
      loop.requestsStarted.add(id, 1);
    }
    for (int i = 0; i < ended; i++) {
      loop.requestsFinished.add(id, 1);
    }
  }

  private static List<String> texts(JsonNode list, String member) {
    return list.findValuesAsText(member);
  }

  @Test
  void listeners_tellWhereTheyAreAndWhoIsThere() throws Exception {
    int web = status.ids.listener("web");
    status.loops.forEach(it -> it.connectionsOpened.add(web, 1));
    status.loops.get(0).connectionsClosed.add(web, 1);
    JsonNode listeners = ask("listeners").get("listeners");
    assertThat(texts(listeners, "name")).containsExactly("plain", "web");
    JsonNode it = listeners.get(1);
    assertThat(it.get("bind").toString()).isEqualTo("[\":443\",\"127.0.0.1:444\"]");
    assertThat(it.get("protocols").toString()).isEqualTo("[\"h2\",\"http/1.1\"]");
    assertThat(it.get("default_backend").asText()).isEqualTo("app");
    assertThat(it.get("connections").asInt()).isEqualTo(1);
    assertThat(it.get("connections_total").asInt()).isEqualTo(2);
    assertThat(it.get("connections_waiting").asInt()).isEqualTo(7);
    assertThat(it.get("max_connections").asInt()).isEqualTo(70);
    assertThat(listeners.get(0).get("max_connections").asInt()).isZero();
    assertThat(ask("status").get("listeners")).isEqualTo(listeners);
  }

  @Test
  void listener_hasItsRoutes() throws Exception {
    JsonNode listener = ask("listeners/web");
    assertThat(listener.get("name").asText()).isEqualTo("web");
    assertThat(listener.get("routes")).isEqualTo(ask("routes?listener=web").get("routes"));
    assertThat(refused("listeners/wob"))
        .contains("listener wob: unknown (expected: plain, web; did you mean web?)");
  }

  @Test
  void routes_tellWhatTheyDoAndCount() throws Exception {
    JsonNode routes = ask("routes?listener=web").get("routes");
    String split = routes.get(1).get("route").asText();
    count(split, "app", 3, 2);
    count(split, "web", 2, 2);
    count("", "app", 9, 9);
    routes = ask("routes").get("routes");
    assertThat(texts(routes, "listener")).containsExactly("plain", "web", "web", "web", "web");
    assertThat(texts(routes, "action"))
        .containsExactly("redirect", "proxy", "proxy", "respond", "proxy");
    assertThat(texts(routes, "priority")).containsExactly("5", "0", "0");
    assertThat(texts(routes, "requests")).containsExactly("0", "0", "4", "0", "9");
    assertThat(texts(routes, "requests_in_flight")).containsExactly("0", "0", "1", "0", "0");
    assertThat(routes.get(2).get("backends").toString()).isEqualTo("[\"app\",\"web\"]");
    assertThat(routes.get(4).get("route").asText()).isEmpty();
  }

  @Test
  void routes_filtered() throws Exception {
    assertThat(ask("routes?backend=web").get("routes")).hasSize(2);
    assertThat(ask("routes?backend=app&listener=plain").get("routes")).isEmpty();
    assertThat(refused("routes?backend=api")).contains("did you mean app?");
    assertThat(refused("routes?listener=wep")).contains("did you mean web?");
  }

  @Test
  void certificates_ofAllListenersOrOne() throws Exception {
    Instant end = Instant.parse("2027-01-01T00:00:00Z");
    status.certificates =
        List.of(
            new CertificateInfo(
                "web", Path.of("/x.pem"), List.of("a"), "EC", end, "f0", null, null, null));
    assertThat(ask("certificates").toString())
        .isEqualTo(
            "{\"certificates\":[{\"listener\":\"web\",\"file\":\"/x.pem\",\"names\":[\"a\"],"
                + "\"key_type\":\"EC\",\"not_after\":\"2027-01-01T00:00:00Z\","
                + "\"fingerprint\":\"f0\"}]}");
    assertThat(ask("certificates?listener=plain").get("certificates")).isEmpty();
    assertThat(refused("certificates?listener=x")).contains("listener x: unknown");
  }

  @Test
  void statistics_tellAllOrWhatIsNamed() throws Exception {
    Backend app = status.backends().iterator().next();
    app.servers().get(0).server().begin();
    JsonNode all = ask("statistics");
    assertThat(texts(all.get("listeners"), "name")).containsExactly("plain", "web");
    JsonNode one = all.at("/backends/0/servers/0");
    assertThat(one.get("name").asText()).isEqualTo("one");
    assertThat(one.get("in_flight").asInt()).isEqualTo(1);
    assertThat(one.at("/traffic/statuses/5xx").asInt()).isZero();
    // Not known: never changed, no requests, nothing drains.
    assertThat(one.toString())
        .doesNotContain("changed_s", "drain_time_left_ms", "\"share\"", "-1", "NaN", "null");
    assertThat(one.at("/traffic/latency_ms")).isEmpty();
    assertThat(all.findValue("history")).isNull();

    JsonNode web = ask("statistics?backend=web");
    assertThat(texts(web.get("backends"), "balance")).hasSize(1);
    assertThat(web.get("listeners")).isEmpty();
    assertThat(ask("statistics?listener=plain").get("backends")).isEmpty();
    assertThat(ask("statistics?listener=plain&backend=app").get("backends")).hasSize(1);
    assertThat(refused("statistics?backend=no")).contains("backend no: unknown");
  }

  @Test
  void statistics_history_isBounded() throws Exception {
    assertThat(ask("statistics?history=10m").at("/backends/0/history/step_s").asInt()).isEqualTo(5);
    RawResponse tooLong = get(server, "/api/v1/statistics?history=11m");
    assertThat(tooLong.status()).isEqualTo(400);
    assertThat(tooLong.bodyText()).contains("history: 11m (expected: at most 10m)");
  }
}
