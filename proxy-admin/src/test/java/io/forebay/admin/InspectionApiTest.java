package io.forebay.admin;

import static io.forebay.admin.AdminFixture.config;
import static io.forebay.admin.AdminFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.inspect.RequestTails;
import io.forebay.net.Transport;
import io.forebay.observe.Event;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API tells of the requests of a real proxy. */
@ExtendWith(LeakExtension.class)
class InspectionApiTest {

  private ScriptedOrigin origin;
  private TestProxy proxy;
  private AdminServer server;

  @BeforeEach
  void start() throws Exception {
    origin = ScriptedOrigin.start(OriginScript.named("one"));
    proxy =
        TestProxy.start(
            """
            global: {worker_threads: 2}
            rate_limits:
              slow: {key: client_ip, rate: 1/min}
              window: {key: [client_ip, "header:x-id"], fallback_key: client_ip, rate: 2/h, algorithm: sliding_window}
              few: {key: client_ip, concurrency: 1}
            listeners:
              web:
                bind: "127.0.0.1:0"
                routes:
                  - {match: {path_prefix: /app}, backend: app}
                  - {match: {path: /slow}, backend: app, rate_limit: [{zone: slow, burst: 5, delay: none}, {zone: window}, {zone: few}]}
                  - {match: {path: /denied}, backend: app, access: {deny: [127.0.0.0/8]}}
            backends: {app: {servers: [{name: one, address: "127.0.0.1:%d"}]}}
            """
                .formatted(origin.port()));
    server =
        new AdminServer(
            Transport.best(), proxy.proxy(), new FakeControl(), List.of(config("127.0.0.1:0")));
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    proxy.close();
    origin.close();
  }

  private void send(String target) {
    try (RawClient client = proxy.client()) {
      client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\nX-Id: it\r\nCookie: s3cr3t\r\n\r\n");
      client.readResponse("GET");
    }
  }

  private String json(String path) {
    RawResponse answer = get(server, "/api/v1/" + path);
    assertThat(answer.status()).as(answer.bodyText()).isEqualTo(200);
    assertThat(answer.bodyText()).doesNotContain("s3cr3t");
    return answer.bodyText().replaceAll("\\s+", " ");
  }

  // ---- rejected ----

  @Test
  void rejected_whatAndWhy() {
    send("/denied?word=s3cr3t");
    assertThat(json("rejected"))
        .startsWith("{ \"last\" : 1, \"total\" : 1, \"left_out\" : 0, \"rejected\" : [ {")
        .contains(
            "\"listener\" : \"web\", \"client\" : \"127.0.0.1\", \"reason\" : \"access_denied\","
                + " \"status\" : 403, \"method\" : \"GET\", \"target\" : \"/denied?word=***\","
                + " \"protocol\" : \"HTTP/1.1\", \"host\" : \"a\", \"route\" : ",
            "\"received\" : [ \"GET /denied?word=*** HTTP/1.1\", \"Host: a\", \"X-Id: ***\", \"Cookie: ***\" ]");
  }

  @Test
  void rejected_offsetAndByte() {
    try (RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\u0001\r\n\r\n").readAll();
    }
    assertThat(json("rejected")).contains("\"offset\" : 23, \"byte\" : \"0x01\"");
  }

  @Test
  void rejected_filteredAndLimited() {
    send("/denied");
    send("/other");
    send("/denied");
    assertThat(json("rejected?reason=no_route")).contains("\"total\" : 1", "\"number\" : 2");
    assertThat(json("rejected?listener=another")).contains("\"total\" : 0");
    assertThat(json("rejected?since=2")).contains("\"total\" : 1", "\"number\" : 3");
    assertThat(json("rejected?limit=1"))
        .contains("\"total\" : 3", "\"number\" : 3")
        .doesNotContain("\"number\" : 2");
  }

  @ParameterizedTest
  @CsvSource({"limit=0", "limit=1001", "limit=x", "since=-1"})
  void rejected_queryThatCannotBe_400(String query) {
    RawResponse answer = get(server, "/api/v1/rejected?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.bodyText()).contains("expected: ");
  }

  // ---- requests ----

  private RawClient follow(String query) {
    RawClient client = RawClient.connect(AdminFixture.address(server, 0));
    client.send("GET /api/v1/requests" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(client.readHead()).startsWith("HTTP/1.1 200 ").contains("text/event-stream");
    return client;
  }

  /** What comes until {@code end} does. */
  private static String read(RawClient client, String end) {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      text.append(new String(client.readExactly(1), StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }

  @Test
  void requests_asTheyEnd_withoutSecrets() {
    try (RawClient follower = follow("")) {
      read(follower, "{}\n");
      send("/app/a?word=s3cr3t&x=s3cr3t");
      String text = read(follower, "}\n");
      assertThat(text)
          .contains("event: request", "\"client_ip\":\"127.0.0.1\"", "\"listener\":\"web\"")
          .contains("\"backend\":\"app\",\"server\":\"one\",\"method\":\"GET\"")
          .contains("\"target\":\"/app/a?word=***&x=***\",\"protocol\":\"HTTP/1.1\",\"host\":\"a\"")
          .contains("\"status\":200,\"reason\":\"complete\"", "\"total_ms\":", "\"retries\":0")
          .doesNotContain("s3cr3t");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "status=403",
    "status=4xx",
    "'status=200,400-403'",
    "path=/denied",
    "route=@",
    "'status=4xx&listener=web&client=127.0.0.0/8&min_duration=0s'"
  })
  void requests_onlyThoseThatAreWanted(String query) {
    String unwanted = query.startsWith("status=200") ? "404" : "200";
    send("/denied");
    String route = proxy.proxy().rejections().since(0).get(0).request().route();
    try (RawClient follower = follow("?" + query.replace("@", route))) {
      read(follower, "{}\n");
      send(unwanted.equals("404") ? "/nowhere" : "/app");
      send("/denied");
      String text = read(follower, "}\n");
      assertThat(text).contains("\"status\":403").doesNotContain("\"status\":" + unwanted);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "status=999, status: 999 (expected: such as 404",
    "client=10.0.0.1/8, client: 10.0.0.1/8",
    "sample=2/3, sample: 2/3 (expected: such as 1/100)",
    "min_duration=5, min_duration: 5",
    "colour=red, colour"
  })
  void requests_queryThatCannotBe_400(String query, String message) {
    RawResponse answer = get(server, "/api/v1/requests?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.bodyText()).contains(message);
  }

  @Test
  void requests_tooManyFollow_429UntilOneLeaves() {
    List<RawClient> followers = new ArrayList<>();
    try {
      for (int i = 0; i < RequestTails.MOST; i++) {
        followers.add(follow(""));
      }
      assertThat(get(server, "/api/v1/requests").status()).isEqualTo(429);
      followers.get(0).close();
      await().until(() -> !proxy.proxy().requestTails().isFull());
    } finally {
      followers.forEach(RawClient::close);
    }
    await().until(() -> get(server, "/api/v1/requests?sample=0").status() == 400);
  }

  // ---- sessions ----

  @Test
  void sessions_connectionsWithTheirRequests() {
    try (RawClient idle = proxy.client();
        RawClient busy = proxy.client()) {
      idle.send("GET /app HTTP/1.1\r\nHost: a\r\n\r\n").readResponse("GET");
      busy.send(
          "POST /app/up?word=s3cr3t HTTP/1.1\r\nHost: a\r\nCookie: s3cr3t\r\nContent-Length: 9\r\n\r\nabc");
      await().until(() -> json("sessions?backend=app").contains("\"body_bytes_in\" : 3"));
      assertThat(json("sessions?server=one"))
          .startsWith("{ \"total\" : 1, \"sessions\" : [ { \"id\" : \"")
          .contains(
              "\"listener\" : \"web\", \"client\" : \"127.0.0.1\", \"port\" : " + busy.localPort())
          .contains("\"protocol\" : \"HTTP/1.1\"", "\"requests\" : 1", "\"in_flight\" : 1")
          .contains("\"method\" : \"POST\", \"target\" : \"/app/up?word=***\", \"host\" : \"a\"")
          .contains("\"backend\" : \"app\", \"server\" : \"one\", \"phase\" : \"headers\"")
          .doesNotContain("idle_ms");
      assertThat(json("sessions"))
          .contains("\"total\" : 2", "\"port\" : " + idle.localPort(), "idle_ms");
      assertThat(json("sessions?limit=1")).contains("\"total\" : 2").containsOnlyOnce("\"id\"");
      assertThat(json("sessions?listener=another")).contains("\"total\" : 0");
      assertThat(json("sessions?client=10.0.0.0/8")).contains("\"total\" : 0");
      assertThat(json("sessions?client=127.0.0.0/8")).contains("\"total\" : 2");
    }
  }

  // ---- rate limits ----

  private RawResponse forget(String path) {
    return AdminFixture.ask(
        AdminFixture.address(server, 0),
        "DELETE /api/v1/rate-limits/" + path + " HTTP/1.1\nHost: localhost");
  }

  @Test
  void rateLimits_settingsAndCounts() {
    send("/slow");
    assertThat(json("rate-limits"))
        .contains(
            "{ \"name\" : \"slow\", \"key\" : [ \"client_ip\" ], \"fallback_key\" : [ ],"
                + " \"rate\" : \"1/min\", \"algorithm\" : \"token_bucket\", \"max_keys\" : 160000,"
                + " \"keys\" : 1, \"refused\" : 0")
        .contains("\"name\" : \"few\"", "\"concurrency\" : 1");
  }

  @Test
  void rateLimitKey_howMuchCounts_andForgotten() {
    send("/slow");
    send("/slow");
    assertThat(json("rate-limits/slow?key=127.0.0.1"))
        .contains("\"state\" : { \"known\" : true, \"counted\" : 2, \"wait_ms\" : 1");
    assertThat(json("rate-limits/slow?key=10.0.0.1"))
        .contains("\"state\" : { \"known\" : false, \"counted\" : 0, \"wait_ms\" : 0");
    assertThat(json("rate-limits/window?key=127.0.0.1&key2=it")).contains("\"counted\" : 2");
    assertThat(json("rate-limits/window?fallback_key=127.0.0.1")).contains("\"known\" : false");
    assertThat(json("rate-limits/few?key=127.0.0.1")).contains("\"known\" : false");
    assertThat(forget("window?key=127.0.0.1&key2=it").status()).isEqualTo(200);
    assertThat(forget("slow?key=127.0.0.1").bodyText()).contains("\"counted\" : 0");
    assertThat(json("rate-limits/slow?key=127.0.0.1")).contains("\"known\" : false");
    assertThat(proxy.proxy().events().since(0))
        .extracting(Event::text)
        .anyMatch(
            it ->
                it.startsWith(
                    "rate limit slow: a key, of which 2 counted, forgotten by 127.0.0.1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "slo               | 404 | did you mean slow?",
        "slow?key=here     | 400 | key: no such value",
        "window?key=::1    | 400 | key2: missing (expected: a header:x-id)",
        "slow?fallback_key=1.2.3.4 | 400 | fallback_key: no such value",
      })
  void rateLimitKey_thatCannotBe_isRefused(String path, int status, String message) {
    RawResponse answer = get(server, "/api/v1/rate-limits/" + path);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.bodyText()).contains(message);
  }

  @Test
  void requestsUnderWay_areNotForgotten() {
    assertThat(forget("few?key=127.0.0.1").status()).isEqualTo(409);
    assertThat(forget("slow").status()).isEqualTo(400);
  }
}
