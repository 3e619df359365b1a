package io.forebay.admin;

import static io.forebay.admin.AdminFixture.address;
import static io.forebay.admin.AdminFixture.ask;
import static io.forebay.admin.AdminFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.AdminState;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.net.CertificateInfo;
import io.forebay.net.Transport;
import io.forebay.observe.Event;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The statistics page over a socket, as a browser without scripts sees it. */
@ExtendWith(LeakExtension.class)
class StatsPageTest {

  private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
  private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"(/stats/[^\"]+)\"");
  private static final Pattern VERSION = Pattern.compile("data-version=\"(\\d+)\"");

  private final FakeStatus status = new FakeStatus();
  private final FakeControl control = new FakeControl();
  private AdminServer server;

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void page_oneServerDown_saysSoFirstAndWhy() throws Exception {
    Backend app = status.addBackend("app", "one", "two");
    up(app.servers().get(0).server());
    Server two = app.servers().get(1).server();
    two.state(ServerState.DOWN);
    app.refresh();
    String page = page("");
    assertThat(page).contains("0 of 1 backend fine, 1 of 2 servers usable");
    assertThat(page).contains("app: 1 of 2 servers down: two");
    assertThat(page).contains("<tr id=\"s:app/two\" data-state=\"down\" data-admin=\"ready\">");
    assertThat(page.indexOf("servers down")).isLessThan(page.indexOf("id=\"summary\""));
  }

  @Test
  void page_allWell_saysSo() throws Exception {
    up(status.addBackend("app", "one").servers().get(0).server());
    assertThat(page("")).contains("All is well: 1 backend, 1 of 1 server usable");
  }

  @Test
  void page_hostileTexts_staysTextEverywhere() throws Exception {
    String hostile = "<script>alert(1)</script>\"onx='&\u202e";
    status.addBackend("app", hostile);
    status.events.keep(Event.Kind.HEALTH, "app", hostile, "<img src=x>" + hostile);
    status.notReady = hostile;
    status.certificates =
        List.of(
            new CertificateInfo(
                hostile,
                Path.of("a<b"),
                List.of(hostile),
                "EC",
                Instant.EPOCH,
                "",
                hostile,
                null,
                null));
    String page = page("?q=" + encoded(hostile) + "&sort=" + encoded(hostile));
    assertThat(page).doesNotContain("<script>", "<img", "\"onx", "'&", "\u202e", "a<b");
    assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;onx=&#39;&amp;\ufffd");
  }

  @Test
  void page_always_forbidsWhatIsNotItsOwn() throws Exception {
    start();
    RawResponse response = get("/stats");
    assertThat(response.headers().first("content-security-policy"))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "*");
    assertThat(response.headers().first("referrer-policy")).isEqualTo("same-origin");
    assertThat(response.headers().first("cross-origin-opener-policy")).isEqualTo("same-origin");
    assertThat(response.headers().first("x-content-type-options")).isEqualTo("nosniff");
    assertThat(response.headers().first("cache-control")).isEqualTo("no-store");
    assertThat(response.bodyText()).doesNotContain("style=", " onclick", "javascript:", "http://");
  }

  @Test
  void page_withoutScripts_loadsItselfAgain() throws Exception {
    status.addBackend("app", "one");
    assertThat(page("?sort=rate&order=desc"))
        .contains(
            "<noscript><meta http-equiv=\"refresh\""
                + " content=\"10; url=?sort=rate&amp;order=desc\"></noscript>");
    assertThat(page("?refresh=off")).doesNotContain("http-equiv");
  }

  @Test
  void assets_ofThePage_areKeptForGood() throws Exception {
    List<String> found = new ArrayList<>();
    Matcher matcher = ASSET.matcher(page(""));
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    assertThat(found).hasSize(3);
    for (String asset : found) {
      RawResponse response = get(asset);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers().first("cache-control")).contains("immutable");
      assertThat(response.bodyText().replace("http://www.w3.org/2000/svg", ""))
          .doesNotContain("http://", "https://", "eval(");
    }
    assertThat(get("/stats/page-0.js").status()).isEqualTo(404);
  }

  @Test
  void page_filtered_hasThoseServersOnly() throws Exception {
    Backend app = status.addBackend("app", "one", "two");
    status.addBackend("api", "three");
    up(app.servers().get(0).server());
    app.servers().get(1).server().state(ServerState.DOWN);
    assertThat(servers("?backend=app")).containsExactly("app/one", "app/two");
    assertThat(servers("?q=ONE")).containsExactly("app/one");
    assertThat(servers("?state=down")).containsExactly("app/two");
    assertThat(servers("?state=not_up")).containsExactly("app/two", "api/three");
    assertThat(servers("?q=none")).isEmpty();
  }

  @Test
  void page_sorted_hasThemInThatOrder() throws Exception {
    status.addBackend("app", "b", "a");
    status.addBackend("api", "c");
    assertThat(servers("")).containsExactly("app/b", "app/a", "api/c");
    assertThat(servers("?sort=server")).containsExactly("app/a", "app/b", "api/c");
    assertThat(servers("?sort=server&order=desc")).containsExactly("api/c", "app/b", "app/a");
    assertThat(page("?sort=server")).contains("aria-sort=\"ascending\"");
  }

  @Test
  void events_serverChanges_sendWhatIsDifferent() throws Exception {
    Server one = status.addBackend("app", "one").servers().get(0).server();
    up(one);
    Matcher version = VERSION.matcher(page(""));
    assertThat(version.find()).isTrue();
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(
          "GET /stats/events?since=" + version.group(1) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.readHead()).contains("text/event-stream");
      one.adminState(AdminState.DRAIN);
      assertThat(readTo(client, "\"state\":\"drain\"")).contains("event: change\ndata: {");
    }
  }

  @Test
  void change_notConfirmed_changesNothing() throws Exception {
    status.addBackend("app", "one", "two");
    start();
    RawResponse form = get("/stats/select?drain=app%2Fone");
    assertThat(form.status()).isEqualTo(200);
    assertThat(form.bodyText()).contains("Drain app/one?", "method=\"post\"");
    assertThat(control.asked).isEmpty();
  }

  @Test
  void change_confirmed_isMadeAndTold() throws Exception {
    status.addBackend("app", "one", "two");
    start();
    RawResponse done = confirm("action=drain&s%3Aapp%2Fone=1&back=sort%3Drate");
    assertThat(done.status()).isEqualTo(303);
    assertThat(control.asked)
        .containsExactly("app/one DRAIN null by 127.0.0.1 on the statistics page");
    String location = done.headers().first("location");
    assertThat(location).startsWith("/stats?sort=rate&done=");
    assertThat(get(location).bodyText()).contains("<p class=\"good\">app/one is being drained</p>");
    assertThat(get("/stats?done=guess").bodyText()).doesNotContain("<p class=\"good\">");
  }

  @Test
  void change_ofSeveral_isMadeForEach() throws Exception {
    status.addBackend("app", "one", "two");
    start();
    confirm("action=maint&s%3Aapp%2Fone=1&s%3Aapp%2Ftwo=1");
    assertThat(control.asked).hasSize(2);
  }

  @Test
  void change_cannotBe_isToldWithItsReason() throws Exception {
    status.addBackend("app", "one", "two");
    start();
    control.failure = new IllegalStateException("app/one has left <the> configuration");
    RawResponse done = confirm("action=drain&s%3Aapp%2Fone=1");
    assertThat(get(done.headers().first("location")).bodyText())
        .contains("app/one was not changed: app/one has left &lt;the&gt; configuration");
  }

  @Test
  void change_weightThatCannotBe_asksAgainWithTheRange() throws Exception {
    status.addBackend("app", "one");
    start();
    RawResponse again = confirm("action=weight&s%3Aapp%2Fone=1&value=300");
    assertThat(again.status()).isEqualTo(422);
    assertThat(again.bodyText()).contains("weight: 300 (expected: a whole number from 0 to 256");
    assertThat(control.asked).isEmpty();
  }

  @Test
  void change_lastServer_warns() throws Exception {
    Backend app = status.addBackend("app", "one", "two");
    up(app.servers().get(0).server());
    app.servers().get(1).server().state(ServerState.DOWN);
    app.refresh();
    start();
    String warning = "app has no other server that can be used";
    assertThat(get("/stats/select?drain=app%2Fone").bodyText()).contains(warning);
    assertThat(get("/stats/select?ready=app%2Fone").bodyText()).doesNotContain(warning);
    assertThat(get("/stats/select?drain=app%2Ftwo").bodyText()).doesNotContain(warning);
  }

  @Test
  void change_withoutToken_isRefused() throws Exception {
    status.addBackend("app", "one");
    start();
    RawResponse refused = post("/stats/change", "action=drain&s%3Aapp%2Fone=1", "");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(control.asked).isEmpty();
  }

  @Test
  void change_fromAnotherSite_isRefused() throws Exception {
    status.addBackend("app", "one");
    start();
    String body = "action=drain&s%3Aapp%2Fone=1&csrf=" + token();
    RawResponse refused = post("/stats/change", body, "\nOrigin: http://evil.example");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(control.asked).isEmpty();
  }

  @Test
  void change_notAForm_isRefused() throws Exception {
    start();
    RawResponse refused =
        ask(
            address(server, 0),
            "POST /stats/change HTTP/1.1\nHost: localhost\nContent-Type: text/plain\n"
                + "Content-Length: 0");
    assertThat(refused.status()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"drain=app%2Fnone", "drain=none", "drain=%2F"})
  void change_unknownServer_isNotFound(String query) throws Exception {
    status.addBackend("app", "one");
    start();
    assertThat(get("/stats/select?" + query).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "action=stop&s%3Aapp%2Fone=1", "action=drain"})
  void change_ofNothing_isRefused(String query) throws Exception {
    status.addBackend("app", "one");
    start();
    assertThat(get("/stats/select?" + query).status()).isEqualTo(400);
  }

  @Test
  void change_byGet_isNotAllowed() throws Exception {
    start();
    RawResponse refused = get("/stats/change?action=drain");
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.headers().first("allow")).isEqualTo("POST");
    assertThat(post("/stats", "", "").status()).isEqualTo(405);
  }

  @Test
  void page_whereNothingMayBeChanged_hasNoButtons() throws Exception {
    status.addBackend("app", "one");
    start(config(EnumSet.of(Serve.STATS), List.of(), "127.0.0.1:0"));
    assertThat(get("/stats").bodyText()).contains("s:app/one").doesNotContain("<button name=");
    assertThat(get("/stats/select?drain=app%2Fone").status()).isEqualTo(403);
    assertThat(post("/stats/change", "action=drain&s%3Aapp%2Fone=1", "").status()).isEqualTo(403);
  }

  @Test
  void page_certificateThatEndsSoon_isListed() throws Exception {
    Instant soon = Instant.now().plus(Duration.ofDays(3));
    status.certificates =
        List.of(
            new CertificateInfo(
                "web", Path.of("tls.crt"), List.of("a.example"), "EC", soon, "", null, null, null));
    assertThat(page("")).contains("certificate a.example expires in 2 d 23 h", "<h2>Certificates");
  }

  @Test
  void page_manyServers_hasARowForEach() throws Exception {
    String[] names = new String[200];
    for (int i = 0; i < names.length; i++) {
      names[i] = "server-" + i;
    }
    status.addBackend("app", names);
    assertThat(servers("")).hasSize(200);
  }

  private static void up(Server server) {
    server.state(ServerState.UP);
  }

  private void start(AdminConfig... configs) throws Exception {
    List<AdminConfig> all = configs.length == 0 ? List.of(config("127.0.0.1:0")) : List.of(configs);
    server = new AdminServer(Transport.of(null), status, control, all);
    server.start();
  }

  private String page(String query) throws Exception {
    if (server == null) {
      start();
    }
    RawResponse response = get("/stats" + query);
    assertThat(response.status()).isEqualTo(200);
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private List<String> servers(String query) throws Exception {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile("<tr id=\"s:([^\"]+)\"").matcher(page(query));
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private RawResponse get(String path) {
    return AdminFixture.get(server, path);
  }

  private String token() {
    Matcher matcher = TOKEN.matcher(get("/stats/select?drain=app%2Fone").bodyText());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private RawResponse confirm(String fields) {
    return post("/stats/change", fields + "&csrf=" + token(), "");
  }

  private RawResponse post(String path, String body, String more) {
    String head =
        "POST %s HTTP/1.1\r\nHost: localhost%s\r\nContent-Type: application/x-www-form-urlencoded"
            .formatted(path, more.replace("\n", "\r\n"));
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(head + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
      return client.readResponse("POST");
    }
  }

  private static String readTo(RawClient client, String end) {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      read.append(new String(client.readExactly(1), StandardCharsets.ISO_8859_1));
    }
    return read.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
