package io.forebay.admin;

import static io.forebay.admin.AdminFixture.address;
import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.forebay.config.AdminApiConfig;
import io.forebay.config.AdminAuthConfig;
import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.config.AdminRolesConfig;
import io.forebay.config.AdminTokenConfig;
import io.forebay.config.BindAddress;
import io.forebay.config.PasswordFile;
import io.forebay.config.StatsPageConfig;
import io.forebay.config.StubStatusConfig;
import io.forebay.config.TokenFile;
import io.forebay.net.Transport;
import io.forebay.observe.Event;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see and change what, over real connections. */
@ExtendWith(LeakExtension.class)
class AdminAuthTest {
  private static final String ONE = "/api/v1/backends/app/servers/one";
  private static final String TOKEN = "0123456789abcdef-ci";
  private static final String OPS = basic("ops", "secret");
  private static final String VIEWER = basic("viewer", "secret");
  private static final String GUEST = basic("guest", "secret");

  private final FakeStatus status = new FakeStatus();
  private final FakeControl control = new FakeControl();
  private final AdminServer server =
      new AdminServer(Transport.best(), status, control, List.of(config(users("secret"))));

  @BeforeEach
  void start() throws Exception {
    status.addBackend("app", "one");
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static String basic(String name, String password) {
    byte[] both = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  private static PasswordFile users(String password) {
    String hash = BCrypt.withDefaults().hashToString(4, password.toCharArray());
    return new PasswordFile("/users", Map.of("ops", hash, "viewer", hash, "guest", hash));
  }

  private static AdminConfig config(PasswordFile users) {
    AdminAuthConfig auth =
        new AdminAuthConfig(
            users,
            "Forebay",
            List.of(new AdminTokenConfig("ci", TokenFile.of("/ci", TOKEN))),
            List.of());
    AdminRolesConfig roles = new AdminRolesConfig(List.of("viewer", "ci"), List.of("ops"));
    return config("127.0.0.1:0", new AdminApiConfig(auth, roles), List.of());
  }

  private static AdminConfig config(String bind, AdminApiConfig api, List<String> hosts) {
    EnumSet<Serve> serve = EnumSet.allOf(Serve.class);
    if (api.auth() == null && !BindAddress.parse(bind).isLocal()) {
      serve.remove(Serve.API);
    }
    return new AdminConfig(
        List.of(BindAddress.parse(bind)),
        serve,
        List.of(),
        StatsPageConfig.DEFAULT,
        StubStatusConfig.DEFAULT,
        null,
        hosts,
        null,
        api);
  }

  private RawResponse send(String method, String path, @Nullable String authorization) {
    return send(method, path, authorization, "localhost", "");
  }

  private RawResponse send(
      String method, String path, @Nullable String authorization, String host, String fields) {
    String body = method.equals("PUT") ? "{\"state\": \"drain\"}" : "";
    String said = authorization == null ? "" : "Authorization: " + authorization + "\r\n";
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(
          "%s %s HTTP/1.1\r\nHost: %s\r\n%s%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(method, path, host, said, fields, body.length(), body));
      return client.readResponse(method);
    }
  }

  private List<String> told() {
    return status.events.since(0).stream()
        .filter(it -> it.kind() == Event.Kind.AUDIT)
        .map(Event::text)
        .toList();
  }

  // ---- the matrix ----

  @ParameterizedTest
  @CsvSource({
    "GET,  /health,         200, 200, 200, 200",
    "GET,  /ready,          200, 200, 200, 200",
    "GET,  /metrics,        200, 200, 200, 200",
    "GET,  /nginx_status,   200, 200, 200, 200",
    "GET,  /stats,          401, 403, 200, 200",
    "HEAD, /stats,          401, 403, 200, 200",
    "GET,  /stats;csv,      401, 403, 200, 200",
    "GET,  /api/v1/status,  401, 403, 200, 200",
    "GET,  /api/v1/backends,401, 403, 200, 200",
    "GET,  /api/v1/nothing, 401, 403, 404, 404",
    "GET,  /api/v1/backends/app/servers/one, 401, 403, 200, 200",
    "PUT,  /api/v1/backends/app/servers/one, 401, 403, 403, 200",
    "POST, /api/v1/reload,  401, 403, 403, 200",
    "POST, /api/v1/nothing, 401, 403, 403, 404",
    "DELETE, /api/v1/status,401, 403, 403, 405",
    "POST, /stats,          401, 403, 403, 405",
    "GET,  /nothing,        404, 404, 404, 404"
  })
  void roles_byPath(String method, String path, int nobody, int guest, int viewer, int ops) {
    assertThat(send(method, path, null).status()).as("nobody").isEqualTo(nobody);
    assertThat(send(method, path, GUEST).status()).as("guest").isEqualTo(guest);
    assertThat(send(method, path, VIEWER).status()).as("viewer").isEqualTo(viewer);
    assertThat(control.asked).isEmpty();
    assertThat(send(method, path, OPS).status()).as("ops").isEqualTo(ops);
  }

  @Test
  void unasked_isToldHowToSayWhoOneIs() {
    RawResponse response = send("GET", "/api/v1/status", null);
    assertThat(response.headers().first("www-authenticate"))
        .isEqualTo("Basic realm=\"Forebay\", charset=\"UTF-8\", Bearer realm=\"Forebay\"");
    assertThat(response.headers().first("content-type")).contains("json");
    assertThat(send("GET", "/stats", null).headers().first("content-type")).contains("text/plain");
  }

  @Test
  void token_ofOneThatReads_reads() {
    assertThat(send("GET", "/api/v1/status", "Bearer " + TOKEN).status()).isEqualTo(200);
    assertThat(send("GET", "/api/v1/status", "bearer  " + TOKEN).status()).isEqualTo(200);
    RawResponse refused = send("PUT", ONE, "Bearer " + TOKEN);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.bodyText())
        .contains("ci may not change anything here (expected: write in admin.api.roles)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "Bearer ", "Basic", "Basic !", "Digest x", "", "Basic b3Bz"})
  void authorization_thatSaysNothing_is401(String authorization) {
    assertThat(send("GET", "/api/v1/status", authorization).status()).isEqualTo(401);
  }

  @Test
  void authorization_twice_is401() {
    String twice = "Authorization: " + OPS + "\r\n";
    assertThat(send("GET", "/api/v1/status", OPS, "localhost", twice).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ops:wrong", "nobody:secret", "ops:", ":secret"})
  void password_wrong_is401AndSlow(String said) {
    String[] parts = said.split(":", 2);
    long begun = System.nanoTime();
    RawResponse response = send("GET", "/api/v1/status", basic(parts[0], parts[1]));
    assertThat(response.status()).isEqualTo(401);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(249));
  }

  @Test
  void token_wrong_waits_andOthersAreServed() {
    long begun = System.nanoTime();
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(
          "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer wrong\r\n\r\n");
      assertThat(send("GET", "/health", null).status()).isEqualTo(200);
      assertThat(send("GET", "/api/v1/status", OPS).status()).isEqualTo(200);
      assertThat(client.readResponse().status()).isEqualTo(401);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(249));
  }

  @Test
  void body_ofNobody_isNotWaitedFor() {
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send("PUT " + ONE + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");
      RawResponse response = client.readResponse();
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.headers().first("connection")).isEqualTo("close");
    }
  }

  /** All but the last byte of 17 bodies, for which there is not enough memory. */
  @Test
  void bodies_allTogether_areBounded() {
    String request =
        "PUT "
            + ONE
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: "
            + OPS
            + "\r\nContent-Length: 1048576\r\n\r\n"
            + " ".repeat((1 << 20) - 1);
    List<RawClient> clients = new ArrayList<>();
    try {
      List<CompletableFuture<RawResponse>> answers = new ArrayList<>();
      for (int i = 0; i < 17; i++) {
        RawClient client = RawClient.connect(address(server, 0));
        clients.add(client);
        client.send(request);
        answers.add(CompletableFuture.supplyAsync(client::readResponse, task -> thread(task)));
      }
      Object first = CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new)).join();
      assertThat(((RawResponse) first).status()).isEqualTo(503);
      RawClient waiting = clients.get(answers.get(0).isDone() ? 1 : 0);
      waiting.send("x");
      assertThat(answers.get(clients.indexOf(waiting)).join().status()).isEqualTo(400);
      assertThat(send("PUT", ONE, OPS).status()).isEqualTo(200);
    } finally {
      clients.forEach(RawClient::close);
    }
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "reads-an-answer");
    thread.setDaemon(true);
    thread.start();
  }

  // ---- everything that the API has ----

  /** The bodies of what changes something; by method and path. */
  private static final Map<String, String> CHANGES =
      Map.of(
          "PUT /api/v1/backends/{backend}/servers/{server}", "{\"state\": \"maint\"}",
          "DELETE /api/v1/backends/{backend}/servers/{server}", "",
          "POST /api/v1/backends/{backend}/servers",
              "{\"name\": \"new\", \"address\": \"127.0.0.1:9\"}",
          "POST /api/v1/reload", "");

  /** What only looks, although it is sent something. */
  private static final Set<String> LOOKS = Set.of("POST /api/v1/diff");

  /** What changes no server and no configuration, see InspectionApiTest. */
  private static final Set<String> TOLD_BY_ITS_EVENT = Set.of("DELETE /api/v1/rate-limits/{zone}");

  /** All operations of the API, such as {@code GET /api/v1/status}. */
  private List<String> operations() throws Exception {
    String text = send("GET", "/api/v1/openapi.json", OPS).bodyText();
    List<String> operations = new ArrayList<>();
    JsonNode paths = new ObjectMapper().readTree(text).get("paths");
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (Set.of("get", "head", "put", "post", "delete", "patch").contains(operation.getKey())) {
          operations.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return operations;
  }

  private RawResponse send(String operation, @Nullable String authorization) {
    String[] parts = operation.split(" ", 2);
    String path =
        parts[1].replace("{backend}", "app").replace("{server}", "one").replaceAll("\\{.*?}", "x");
    String body = CHANGES.getOrDefault(operation, "");
    String type = body.isEmpty() ? "" : "Content-Type: application/json\r\n";
    String said = authorization == null ? "" : "Authorization: " + authorization + "\r\n";
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(
          "%s %s HTTP/1.1\r\nHost: localhost\r\n%s%sContent-Length: %d\r\n\r\n%s"
              .formatted(parts[0], path, said, type, body.length(), body));
      return client.readResponse(parts[0]);
    }
  }

  @Test
  void everyOperation_isForThoseWhoMay() throws Exception {
    List<String> operations = operations();
    assertThat(operations).hasSizeGreaterThan(12);
    for (String it : operations) {
      boolean changes = !it.startsWith("GET ") && !it.startsWith("HEAD ");
      assertThat(send(it, null).status()).as(it).isEqualTo(401);
      assertThat(send(it, GUEST).status()).as(it).isEqualTo(403);
      if (changes) {
        assertThat(send(it, VIEWER).status()).as(it).isEqualTo(403);
      } else if (!it.contains("requests")) {
        assertThat(send(it, VIEWER).status()).as(it).isNotIn(401, 403);
      }
    }
    assertThat(control.asked).isEmpty();
  }

  /** Whoever adds a change to the API adds it to {@link #CHANGES}. */
  @Test
  void everyChange_saysWhoMadeIt() throws Exception {
    for (String it : operations()) {
      boolean looks = it.startsWith("GET ") || it.startsWith("HEAD ") || LOOKS.contains(it);
      if (looks || TOLD_BY_ITS_EVENT.contains(it)) {
        continue;
      }
      assertThat(CHANGES).containsKey(it);
      control.asked.clear();
      send(it, OPS);
      assertThat(control.asked)
          .as(it)
          .singleElement()
          .asString()
          .endsWith(" by ops (127.0.0.1, password) over the admin API");
    }
  }

  // ---- reload ----

  @Test
  void reload_changesUsers_fromTheNextRequestOn() throws Exception {
    assertThat(send("GET", "/api/v1/status", OPS).status()).isEqualTo(200);
    try (RawClient client = RawClient.connect(address(server, 0))) {
      String request =
          "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + OPS + "\r\n\r\n";
      client.send(request);
      assertThat(client.readResponse().status()).isEqualTo(200);
      server.reload(List.of(config(users("other"))));
      client.send(request);
      assertThat(client.readResponse().status()).isEqualTo(401);
    }
    assertThat(send("GET", "/api/v1/status", basic("ops", "other")).status()).isEqualTo(200);
  }

  @Test
  void reload_ofUsers_endsStreams() throws Exception {
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(
          "GET /stats/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + OPS + "\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200");
      server.reload(List.of(config(users("other"))));
      assertThat(client.readAll()).isNotNull();
    }
  }

  // ---- audit ----

  @Test
  void change_isToldWithWhoAndHow() {
    assertThat(send("PUT", ONE, OPS).status()).isEqualTo(200);
    assertThat(control.asked)
        .containsExactly("app/one DRAIN null by ops (127.0.0.1, password) over the admin API");
    send("POST", "/api/v1/reload", OPS, "localhost", "User-Agent: forebay/1\r\n");
    assertThat(control.asked)
        .last()
        .isEqualTo("reload by ops (127.0.0.1, password) by the command line");
    assertThat(told()).isEmpty();
  }

  @Test
  void change_refused_isToldWithWhy() {
    send("PUT", ONE, null);
    send("PUT", ONE, VIEWER);
    send("PUT", "/api/v1/backends/app/servers/two", OPS);
    assertThat(told())
        .containsExactly(
            "refused with 401: PUT " + ONE + " by 127.0.0.1: who are you?",
            "refused with 403: PUT "
                + ONE
                + " by viewer (127.0.0.1, password): may not change anything here (expected:"
                + " write in admin.api.roles)",
            "refused with 404: PUT /api/v1/backends/app/servers/two by ops (127.0.0.1, password)");
  }

  @Test
  void look_refused_isNotTold_unlessSomethingWasWrong() {
    send("GET", "/api/v1/status", null);
    send("GET", "/api/v1/status", GUEST);
    assertThat(told()).isEmpty();
    send("GET", "/api/v1/status", "Bearer " + TOKEN + "x");
    send("GET", "/api/v1/status", basic("ops", "wrong"));
    send("GET", "/api/v1/status", basic("stranger", "wrong"));
    assertThat(told())
        .containsExactly(
            "wrong token from 127.0.0.1: GET /api/v1/status",
            "wrong password of ops from 127.0.0.1: GET /api/v1/status",
            "password of an unknown user from 127.0.0.1: GET /api/v1/status");
  }

  // ---- without auth ----

  @Test
  void everyAddress_withoutAuth_showsThePageAndChangesNothing() throws Exception {
    server.reload(List.of(config(":0", AdminApiConfig.DEFAULT, List.of())));
    assertThat(send("GET", "/stats", null).status()).isEqualTo(200);
    RawResponse change = send("POST", "/stats", null);
    assertThat(change.status()).isEqualTo(403);
    assertThat(change.bodyText())
        .contains("127.0.0.1 may not change anything here (expected: admin.api.auth)");
    assertThat(send("GET", "/api/v1/status", null).status()).isEqualTo(404);
  }

  // ---- Host ----

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:0, lb.test,      200",
    "127.0.0.1:0, LB.test:8404, 200",
    "127.0.0.1:0, localhost,    200",
    "127.0.0.1:0, evil.test,    421",
    ":0,          lb.test,      200",
    ":0,          10.0.0.1,     200",
    ":0,          evil.test,    421"
  })
  void host_oneOfHosts_isServed(String bind, String host, int expected) throws Exception {
    server.reload(List.of(config(bind, AdminApiConfig.DEFAULT, List.of("lb.test"))));
    RawResponse response = send("GET", "/health", null, host, "");
    assertThat(response.status()).isEqualTo(expected);
    if (expected == 421) {
      assertThat(response.bodyText())
          .contains("Host must be an IP address or localhost or one of hosts");
    }
  }
}
