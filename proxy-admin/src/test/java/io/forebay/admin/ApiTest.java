package io.forebay.admin;

import static io.forebay.admin.AdminFixture.address;
import static io.forebay.admin.AdminFixture.config;
import static io.forebay.admin.AdminFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.forebay.backend.AdminState;
import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.BreakerState;
import io.forebay.backend.CheckReport;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.StateNote;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.net.CertificateInfo;
import io.forebay.net.Transport;
import io.forebay.observe.Event;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ShutBreaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /api/v1} over real connections. */
@ExtendWith(LeakExtension.class)
class ApiTest {
  private static final String ONE = "/api/v1/backends/app/servers/one";

  private final FakeStatus status = new FakeStatus();
  private final FakeControl control = new FakeControl();
  private final AdminServer server =
      new AdminServer(Transport.best(), status, control, List.of(config("127.0.0.1:0")));
  private Server one;

  @BeforeEach
  void start() throws Exception {
    Backend app = status.addBackend("app", "one", "10.0.0.2:80");
    status.addBackend("web", "first");
    one = app.servers().get(0).server();
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private RawResponse send(String method, String path, String fields, String body) {
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: localhost:8404\r\nContent-Length: "
              + body.length()
              + "\r\n"
              + fields
              + "\r\n"
              + body);
      return client.readResponse();
    }
  }

  private RawResponse put(String path, String body) {
    return send("PUT", path, "Content-Type: application/json\r\n", body);
  }

  /** The body without its spaces, after it was found to be well-formed. */
  private static String json(RawResponse response) {
    String type = response.status() < 400 ? "application/json" : "application/problem+json";
    assertThat(response.headers().first("content-type")).isEqualTo(type);
    try (JsonParser in = new JsonFactory().createParser(response.bodyText())) {
      while (in.nextToken() != null) {
        // Fails where it is no JSON.
      }
    } catch (IOException e) {
      throw new AssertionError(response.bodyText(), e);
    }
    return response.bodyText().replaceAll("\\s*\\n\\s*", "").replace("\" : ", "\":");
  }

  // ---- servers ----

  @Test
  void put_state_isAskedForAndTold() {
    RawResponse response = put(ONE, "{\"state\": \"drain\", \"weight\": 5}");
    assertThat(response.status()).isEqualTo(200);
    assertThat(control.asked).containsExactly("app/one DRAIN 5 by 127.0.0.1 over the admin API");
    assertThat(json(response))
        .contains("\"name\":\"one\"", "\"state\":\"drain\"", "\"weight\":5,")
        .contains("\"configured_weight\":1,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"state\": \"maint\"}  | MAINT null",
        "{\"state\": \"ready\"}  | READY null",
        "{\"weight\": 0}         | null 0",
        "{\"weight\": \"100%\"}  | null 100%"
      })
  void put_oneMember_leavesTheOther(String body, String asked) {
    assertThat(put(ONE, body).status()).isEqualTo(200);
    assertThat(control.asked)
        .containsExactly("app/one " + asked + " by 127.0.0.1 over the admin API");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                       | line 1, column 1: nothing (expected: an object with any of state",
        "{}                       | {} (expected: an object with any of state, weight and max_connections",
        "[]                       | line 1, column 1: [ (expected: an object with any of state",
        "{\"state\": \"drain\"    | Unexpected end-of-input",
        "{\"state\": drain}       | line 1, column 1",
        "{\"stat\": \"drain\"}    | stat: unknown member (expected: state, weight, max_connections; did you mean state?)",
        "{\"state\": \"drian\"}   | line 1, column 11: state: drian (expected: ready, drain, maint; did you mean drain?)",
        "{\"state\": 1}           | state: 1 (expected: ready, drain, maint",
        "{\"weight\": 1} 2        | 2 behind the end",
        "{\"weight\":1,\"weight\":2} | Duplicate field 'weight'"
      })
  void put_notAsExpected_is400WithThePlace(String body, String message) {
    RawResponse response = put(ONE, body);
    assertThat(response.status()).isEqualTo(400);
    assertThat(json(response).replace("\\\"", "\"")).contains("\"status\":400").contains(message);
    assertThat(control.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"weight\": 257}        | line 1, column 12: weight: 257 (expected: a whole number from 0 to 256",
        "{\"weight\": \"5\"}      | weight: \"5\" (expected: a whole number",
        "{\"weight\": 1.5}        | weight: \"1.5\" (expected: a whole number",
        "{\"weight\": {}}         | weight: \"{\" (expected: a whole number",
        "{\"max_connections\": -1}      | line 1, column 21: max_connections: -1 (expected: 0 to 1000000, 0 for no limit)",
        "{\"max_connections\": 1000001} | max_connections: 1000001 (expected: 0 to 1000000",
        "{\"max_connections\": 99999999999} | max_connections: 99999999999 (expected: 0 to",
        "{\"max_connections\": \"5\"} | max_connections: 5 (expected: 0 to 1000000"
      })
  void put_valueThatCannotBe_is422WithThePlaceAndTheRange(String body, String message) {
    RawResponse response = put(ONE, body);
    assertThat(response.status()).isEqualTo(422);
    assertThat(json(response).replace("\\\"", "\"")).contains(message);
    assertThat(control.asked).isEmpty();
  }

  @Test
  void put_maxConnections_isToldBesideTheConfiguredOne() {
    RawResponse response = put(ONE, "{\"max_connections\": 7}");
    assertThat(response.status()).isEqualTo(200);
    assertThat(control.asked)
        .containsExactly("app/one max_connections 7 by 127.0.0.1 over the admin API");
    assertThat(json(response))
        .contains("\"max_connections\":7,", "\"configured_max_connections\":0,");
  }

  @Test
  void put_refused_is422AndServerGone409() {
    control.failure = new IllegalArgumentException("weight: 50% of 1");
    RawResponse refused = put(ONE, "{\"weight\": \"50%\"}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(json(refused)).contains("\"detail\":\"weight: 50% of 1\"");
    control.failure = new IllegalStateException("app/one is no longer in the configuration");
    assertThat(put(ONE, "{\"weight\": 1}").status()).isEqualTo(409);
    control.failure = new UnsupportedOperationException();
    assertThat(put(ONE, "{\"weight\": 1}").status()).isEqualTo(500);
  }

  @Test
  void get_server_tellsAll() {
    one.state(ServerState.DOWN);
    one.checkReport(new CheckReport("check answered 503", 250_000_000, 2, 3, 10, 4));
    one.healthNote(new StateNote(Instant.ofEpochSecond(9), "check answered 503, 3 of 3 failed"));
    one.adminState(AdminState.DRAIN);
    one.adminNote(new StateNote(Instant.ofEpochSecond(10), "READY -> DRAIN by a test"));
    one.avoid(Avoidance.SUSPECTED);
    one.begin();
    one.tunnelOpened();
    one.connectionOpened();
    status.timeLeft = Duration.ofMillis(1500);
    assertThat(json(get(server, ONE)))
        .contains(
            "\"backend\":\"app\",\"address\":\"127.0.0.1:1\",\"origin\":\"file\",\"state\":\"drain\","
                + "\"since\":\"1970-01-01T00:00:10Z\",\"cause\":\"READY -> DRAIN by a test\","
                + "\"usable\":false,\"weight\":1,\"configured_weight\":1,"
                + "\"share_percent\":100,\"backup\":false,"
                + "\"in_flight\":1,\"tunnels\":1,\"connections\":1,\"max_connections\":0,"
                + "\"configured_max_connections\":0,"
                + "\"drain\":{\"drained\":false,\"time_left_ms\":1500},")
        .contains("\"avoided\":[ \"suspected\" ]")
        .contains(
            "\"health\":{\"state\":\"down\",\"text\":\"DOWN\","
                + "\"since\":\"1970-01-01T00:00:09Z\",\"cause\":\"check answered 503, 3 of 3 failed\","
                + "\"check\":{\"text\":\"check answered 503\",\"duration_ms\":250.0,\"against\":2,"
                + "\"needed\":3,\"passed\":10,\"failed\":4,\"code\":\"UNK\"}}");
  }

  @Test
  void get_serverBehindABreaker_tellsIt() {
    assertThat(json(get(server, ONE))).contains("\"usable\":true").doesNotContain("breaker");
    one.breaker(new ShutBreaker(BreakerState.HALF_OPEN, 0, 0, 0));
    assertThat(json(get(server, ONE))).contains("\"usable\":false", "\"breaker\":\"half_open\"");
  }

  @Test
  void get_nameWithPercentEncoding_isDecoded() {
    assertThat(json(get(server, "/api/v1/backends/app/servers/10.0.0.2%3A80")))
        .contains("\"name\":\"10.0.0.2:80\"");
    assertThat(get(server, "/api/v1/backends/app/servers/%zz").status()).isEqualTo(400);
  }

  @Test
  void get_backends_listsThemWithTheirServers() {
    String all = json(get(server, "/api/v1/backends"));
    assertThat(all).contains("\"name\":\"app\"", "\"name\":\"web\"", "\"usable_servers\":2");
    String web = json(get(server, "/api/v1/backends/web"));
    assertThat(web).contains("\"name\":\"first\"").doesNotContain("\"name\":\"one\"");
  }

  // ---- ETags ----

  @Test
  void etag_holdsWhileTrafficFlowsAndHealthChanges() {
    String server = tag(ONE);
    String backend = tag("/api/v1/backends/app");
    one.begin();
    one.connectionOpened();
    one.state(ServerState.DOWN);
    one.avoid(Avoidance.SUSPECTED);
    assertThat(tag(ONE)).isEqualTo(server).matches("\"[0-9a-f]{16}\"");
    assertThat(tag("/api/v1/backends/app")).isEqualTo(backend);
  }

  @Test
  void etag_changesWithWhatCanBeChanged() {
    Set<String> servers = new HashSet<>();
    Set<String> backends = new HashSet<>();
    for (String body :
        List.of("{\"state\":\"ready\"}", "{\"state\":\"drain\"}", "{\"weight\":7}")) {
      String told = put(ONE, body).headers().first("etag");
      assertThat(tag(ONE)).isEqualTo(told);
      servers.add(told);
      backends.add(tag("/api/v1/backends/app"));
    }
    assertThat(servers).hasSize(3).doesNotContainAnyElementsOf(backends);
    assertThat(backends).hasSize(3);
    assertThat(tag("/api/v1/backends/app/servers/10.0.0.2:80")).isNotIn(servers);
  }

  @Test
  void ifMatch_stale_is412WithTheServerAsItIs() {
    String seen = tag(ONE);
    one.adminState(AdminState.MAINT);
    RawResponse stale = putIf(seen, "{\"weight\": 5}");
    assertThat(stale.status()).isEqualTo(412);
    assertThat(control.asked).isEmpty();
    assertThat(json(stale))
        .contains("\"detail\":\"If-Match: app/one has changed", "\"title\":\"Precondition Failed\"")
        .contains("\"server\":{\"name\":\"one\"", "\"state\":\"maint\"");
    String now = stale.headers().first("etag");
    assertThat(putIf("\"0\", " + now, "{\"weight\": 5}").status()).isEqualTo(200);
    assertThat(putIf(now, "{\"weight\": 6}").status()).isEqualTo(412);
    assertThat(putIf("W/" + tag(ONE), "{\"weight\": 6}").status()).isEqualTo(412);
    assertThat(putIf("*", "{\"weight\": 6}").status()).isEqualTo(200);
    assertThat(one.runtimeWeight()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "\"a", "\"a\" \"b\"", "\"a\",,", "*, \"a\"", "\"a b\""})
  void ifMatch_malformed_is400AndChangesNothing(String value) {
    RawResponse response = putIf(value, "{\"weight\": 5}");
    assertThat(response.status()).isEqualTo(400);
    assertThat(json(response)).contains("(expected: * or ETags in quotes");
    assertThat(control.asked).isEmpty();
  }

  @Test
  void ifMatch_ofManyTags_isRead() {
    String many = "\"\",".repeat(2000) + tag(ONE);
    assertThat(putIf(many, "{\"weight\": 5}").status()).isEqualTo(200);
  }

  @Test
  void ifMatch_whereThereIsNoTag_changesNothing() {
    RawResponse response = send("POST", "/api/v1/reload", "If-Match: *\r\n", "");
    assertThat(response.status()).isEqualTo(412);
    assertThat(control.asked).isEmpty();
  }

  @Test
  void ifNoneMatch_known_is304WithoutBody() {
    for (String path : List.of(ONE, "/api/v1/backends/app", "/api/v1/openapi.json")) {
      String tag = tag(path);
      try (RawClient client = RawClient.connect(address(server, 0))) {
        for (String known : List.of(tag, "W/" + tag, "*", "\"0\", " + tag)) {
          client.send(
              "GET %s HTTP/1.1\r\nHost: [::1]\r\nIf-None-Match: %s\r\n\r\n".formatted(path, known));
          RawResponse response = client.readResponse();
          assertThat(response.status()).isEqualTo(304);
          assertThat(response.headers().first("etag")).isEqualTo(tag);
          assertThat(response.headers().all("content-length")).isEmpty();
        }
        client.send("GET " + path + " HTTP/1.1\r\nHost: [::1]\r\nIf-None-Match: \"0\"\r\n\r\n");
        assertThat(client.readResponse().status()).isEqualTo(200);
      }
    }
  }

  private String tag(String path) {
    return String.valueOf(get(server, path).headers().first("etag"));
  }

  private RawResponse putIf(String tag, String body) {
    String fields = "Content-Type: application/json\r\nIf-Match: " + tag + "\r\n";
    return send("PUT", ONE, fields, body);
  }

  // ---- waiting ----

  @Test
  void waitDrained_nothingInFlight_isAnsweredAtOnce() {
    RawResponse response = put(ONE + "?wait=drained", "{\"state\": \"drain\"}");
    assertThat(response.status()).isEqualTo(200);
  }

  @Test
  void waitDrained_lastRequestEnds_isAnsweredThen() {
    one.begin();
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(
          "PUT "
              + ONE
              + "?wait=drained&timeout=1m HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 17\r\n"
              + "Content-Type: application/json; charset=utf-8\r\n\r\n{\"state\":\"drain\"}");
      assertThat(client.silentFor(Duration.ofMillis(200))).isTrue();
      one.end();
      assertThat(json(client.readResponse())).contains("\"in_flight\":0");
    }
  }

  @Test
  void waitDrained_timeOver_is504WithProgress() {
    one.begin();
    RawResponse response = put(ONE + "?wait=drained&timeout=100ms", "{\"state\": \"drain\"}");
    assertThat(response.status()).isEqualTo(504);
    assertThat(json(response))
        .contains("\"detail\":\"app/one: 1 requests are still in flight after 100ms\"")
        .contains("\"server\":{\"name\":\"one\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?wait=ready                   | wait: ready (expected: drained)",
        "?wait=drained&timeout=5       | timeout: 5 (expected: a number with a unit",
        "?wait=drained&timeout=11m     | timeout: 11m (expected: at most 10m)"
      })
  void wait_malformed_is400AndChangesNothing(String query, String message) {
    RawResponse response = put(ONE + query, "{\"state\": \"drain\"}");
    assertThat(response.status()).isEqualTo(400);
    assertThat(json(response)).contains(message);
    assertThat(control.asked).isEmpty();
  }

  // ---- what is not there ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/backends/apq             | backend apq: unknown (expected: app, web; did you mean app?)",
        "/api/v1/backends/app/servers/ome | server ome of backend app: unknown (expected: one, 10.0.0.2:80; did you mean one?)",
        "/api/v1/backend                  | /api/v1/backend: not here (expected: /api/v1, /api/v1/status, /api/v1/statistics,",
        "/api/v1/backend                  | did you mean /api/v1/backends?",
        "/api/v1/                         | /api/v1/: not here (expected: /api/v1, /api/v1/status",
        "/api/v1/backends/                | backend : unknown (expected: app, web"
      })
  void get_unknown_is404AndListsWhatThereIs(String path, String message) {
    RawResponse response = get(server, path);
    assertThat(response.status()).isEqualTo(404);
    assertThat(json(response)).contains("\"status\":404").contains(message);
  }

  @ParameterizedTest
  @CsvSource({
    "POST,   /api/v1/backends/app/servers/one, 'GET, HEAD, PUT, DELETE'",
    "PUT,    /api/v1/backends/app,             'GET, HEAD'",
    "GET,    /api/v1/reload,                   POST"
  })
  void method_other_isNotAllowed(String method, String path, String allow) {
    RawResponse response = send(method, path, "", "");
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.headers().first("allow")).isEqualTo(allow);
    assertThat(json(response)).contains("(expected: " + allow + ")");
  }

  @Test
  void notServedHere_is404() throws Exception {
    server.reload(List.of(config(EnumSet.of(Serve.HEALTH), List.of(), "127.0.0.1:0")));
    assertThat(get(server, "/api/v1/status").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | /api/v1/status?verbose      | query: verbose: unknown parameter (expected: none here)",
        "GET  | /api/v1/events?wait=0s&sinse=1 | query: sinse: unknown parameter (expected: backend, kind, server, since, wait; did you mean since?)",
        "GET  | /api/v1/backends/app/servers/one?wait=drained&timeuot=1s | query: timeuot: unknown",
        "POST | /api/v1/reload?force=true   | query: force: unknown"
      })
  void query_unknown_is400AndDoesNothing(String method, String path, String message) {
    RawResponse response = send(method, path, "", "");
    assertThat(response.status()).isEqualTo(400);
    assertThat(json(response)).contains(message);
    assertThat(control.asked).isEmpty();
  }

  @Test
  void index_tellsWhatThereIs() {
    assertThat(json(get(server, "/api/v1")))
        .contains("{\"path\":\"/api/v1\",\"methods\":[ \"GET\", \"HEAD\" ],\"query\":[ ]}")
        .contains("{\"path\":\"/api/v1/reload\",\"methods\":[ \"POST\" ],\"query\":[ ]}");
  }

  @Test
  void error_isAProblemOfRfc9457() {
    assertThat(json(get(server, "/api/v1/backends/no")))
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                + "\"detail\":\"backend no: unknown (expected: app, web)\"}");
    status.broken = true;
    assertThat(json(get(server, "/api/v1/status")))
        .contains("\"status\":500,\"detail\":\"this failed; see the log\"");
  }

  // ---- who may ----

  @ParameterizedTest
  @CsvSource({
    "Origin: http://evil.example,              403",
    "Origin: null,                             403",
    "Origin: http://localhost:9999,            403",
    "Sec-Fetch-Site: cross-site,               403",
    "Origin: http://localhost:8404,            200",
    "Sec-Fetch-Site: same-origin,              200"
  })
  void page_ofAnotherSite_changesNothing(String field, int expected) {
    String fields = field + "\r\nContent-Type: application/json\r\n";
    RawResponse response = send("PUT", ONE, fields, "{\"state\": \"maint\"}");
    assertThat(response.status()).isEqualTo(expected);
    assertThat(control.asked).hasSize(expected == 200 ? 1 : 0);
    RawResponse reload = send("POST", "/api/v1/reload", field + "\r\n", "");
    assertThat(reload.status()).isEqualTo(expected);
    if (expected == 403) {
      assertThat(json(reload)).contains("\"" + field + " (expected: no page of another site)");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Content-Type: text/plain\r\n", "Content-Type: application/jsonp\r\n"})
  void contentType_other_is415(String field) {
    RawResponse response = send("PUT", ONE, field, "{\"state\": \"maint\"}");
    assertThat(response.status()).isEqualTo(415);
    assertThat(json(response)).contains("(expected: application/json)");
  }

  @Test
  void body_tooLarge_is413() {
    String fits = "{\"weight\": 1}" + " ".repeat((1 << 20) - 13);
    assertThat(put(ONE, fits).status()).isEqualTo(200);
    RawResponse response = put(ONE, fits + " ");
    assertThat(response.status()).isEqualTo(413);
    assertThat(json(response)).contains("at most 1048576 bytes");
  }

  @Test
  void body_inPieces_isRead() {
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(
          "PUT "
              + ONE
              + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
              + "Content-Type: application/json\r\n\r\n5\r\n{\"sta\r\n");
      client.send("c\r\nte\":\"ready\"}\r\n0\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(200);
      client.send("GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void expect_isRefused() {
    String fields = "Expect: 100-continue\r\nContent-Type: application/json\r\n";
    assertThat(send("PUT", ONE, fields, "{\"weight\": 1}").status()).isEqualTo(417);
  }

  @Test
  void hostOfAnotherSite_isMisdirected() {
    RawResponse response =
        AdminFixture.ask(address(server, 0), "GET /api/v1/status HTTP/1.1\nHost: evil.example");
    assertThat(response.status()).isEqualTo(421);
    assertThat(json(response)).contains("\"status\":421");
  }

  // ---- status, reload, events ----

  @Test
  void status_tellsProcessAndConfiguration() {
    String json = json(get(server, "/api/v1/status"));
    assertThat(json)
        .contains("\"version\":\"", "\"transport\":\"", "\"uptime_s\":", "\"ready\":true")
        .contains("\"file\":\"/etc/forebay/forebay.yaml\"", "\"generation\":1")
        .contains("\"totals\":{\"connections\":12")
        .doesNotContain("last_reload");
    status.notReady = "draining";
    assertThat(json(get(server, "/api/v1/status")))
        .contains("\"ready\":false,\"not_ready_reason\":\"draining\"");
  }

  @Test
  void status_tellsCertificatesOfListenersThatEncrypt(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("forebay.yaml"),
            """
            listeners:
              plain: {bind: ":80", redirect: {scheme: https}}
              web:
                bind: ":443"
                redirect: {host: other.test}
                tls: {certificates: [{cert: /x.pem}, {cert: /y.pem}]}
            """);
    status.config = YamlConfigParser.parse(file).config();
    Instant end = Instant.parse("2027-01-01T00:00:00Z");
    status.certificates =
        List.of(
            new CertificateInfo(
                "web", Path.of("/x.pem"), List.of("a"), "EC", end, "f0", null, "too old", null),
            new CertificateInfo(
                "web", Path.of("/y.pem"), List.of(), "", null, "", "empty", null, null));
    String json = json(get(server, "/api/v1/status"));
    assertThat(json)
        .contains(
            "{\"file\":\"/x.pem\",\"names\":[ \"a\" ],\"key_type\":\"EC\","
                + "\"not_after\":\"2027-01-01T00:00:00Z\",\"fingerprint\":\"f0\","
                + "\"no_staple\":\"too old\"}",
            "{\"file\":\"/y.pem\",\"refused\":\"empty\"}")
        .containsOnlyOnce("certificates");
  }

  @Test
  void reload_done_tellsWhatChanged() {
    RawResponse response = send("POST", "/api/v1/reload", "", "");
    assertThat(response.status()).isEqualTo(200);
    assertThat(control.asked).containsExactly("reload by 127.0.0.1 over the admin API");
    assertThat(json(response))
        .contains("\"successful\":true", "\"generation\":2")
        .contains("\"changes\":[ \"server app/one: weight\" ]");
  }

  @Test
  void reload_failed_is422WithTheProblems() {
    control.problems = List.of("f.yaml:3:1: a: unknown key", "f.yaml:4:1: b: unknown key");
    RawResponse response = send("POST", "/api/v1/reload", "", "");
    assertThat(response.status()).isEqualTo(422);
    assertThat(json(response))
        .contains("\"detail\":\"the reload failed, nothing has changed\"", "\"status\":422")
        .contains(
            "\"problems\":[ \"f.yaml:3:1: a: unknown key\", \"f.yaml:4:1: b: unknown key\" ]");
  }

  @Test
  void reload_impossible_is409() {
    control.failure = new IllegalStateException("the daemon is stopping");
    RawResponse response = send("POST", "/api/v1/reload", "", "");
    assertThat(response.status()).isEqualTo(409);
    assertThat(json(response)).contains("\"detail\":\"the daemon is stopping\"");
  }

  @Test
  void events_since_newestLast() {
    status.events.add(Event.Kind.HEALTH, "app", "one", "UP -> DOWN: check answered 503");
    status.events.add(Event.Kind.RELOAD, null, null, "reloaded");
    assertThat(json(get(server, "/api/v1/events")))
        .isEqualTo(
            "{\"last\":2,\"events\":[ {\"number\":1,\"at\":\"1970-01-01T00:00:07Z\","
                + "\"kind\":\"health\",\"backend\":\"app\",\"server\":\"one\","
                + "\"text\":\"UP -> DOWN: check answered 503\"}, {\"number\":2,"
                + "\"at\":\"1970-01-01T00:00:07Z\",\"kind\":\"reload\",\"text\":\"reloaded\"} ]}");
    assertThat(json(get(server, "/api/v1/events?since=1"))).contains("\"number\":2");
    assertThat(json(get(server, "/api/v1/events?since=2")))
        .isEqualTo("{\"last\":2,\"events\":[ ]}");
    assertThat(get(server, "/api/v1/events?since=-1").status()).isEqualTo(400);
    assertThat(json(get(server, "/api/v1/events?since=70&wait=10m")))
        .startsWith("{\"last\":2,\"events\":[ {\"number\":1,");
  }

  @Test
  void events_filtered_lastIsThatOfAll() {
    status.events.add(Event.Kind.HEALTH, "app", "one", "down");
    status.events.add(Event.Kind.WEIGHT, "app", "one", "weight");
    status.events.add(Event.Kind.HEALTH, "web", "one", "up");
    assertThat(json(get(server, "/api/v1/events?kind=health&backend=app")))
        .startsWith("{\"last\":3,\"events\":[ {\"number\":1,")
        .doesNotContain("\"number\":2", "\"number\":3");
    assertThat(json(get(server, "/api/v1/events?server=one&since=1")))
        .contains("\"number\":2", "\"number\":3");
    assertThat(json(get(server, "/api/v1/events?server=two")))
        .isEqualTo("{\"last\":3,\"events\":[ ]}");
    assertThat(json(get(server, "/api/v1/events?kind=heath")))
        .contains("kind: heath (expected: health, admin,", "did you mean health?");
  }

  @Test
  void events_waitForOneOfAKind_othersAreNoAnswer() {
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send("GET /api/v1/events?wait=1m&kind=life HTTP/1.1\r\nHost: localhost\r\n\r\n");
      status.events.add(Event.Kind.HEALTH, "app", "one", "down");
      assertThat(client.silentFor(Duration.ofMillis(100))).isTrue();
      status.events.add(Event.Kind.LIFE, null, null, "something");
      assertThat(json(client.readResponse()))
          .contains("\"last\":2", "something")
          .doesNotContain("down");
    }
  }

  @Test
  void events_wait_isAnsweredByTheNextOne() {
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send("GET /api/v1/events?wait=1m HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.silentFor(Duration.ofMillis(100))).isTrue();
      status.events.add(Event.Kind.LIFE, null, null, "something");
      assertThat(json(client.readResponse())).contains("\"text\":\"something\"");
    }
  }
}
