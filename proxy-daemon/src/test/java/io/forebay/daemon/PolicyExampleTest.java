package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.config.ErrorPageConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.net.Transport;
import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawHeaders;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestCertificates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conf/examples/haproxy-and-nginx.yaml}, clause by clause. */
class PolicyExampleTest {
  private static final Path FILE =
      DaemonProcess.CHECKOUT.resolve("conf/examples/haproxy-and-nginx.yaml");
  private static final TestCertificates CERTIFICATES = TestCertificates.create();
  private static final String SITE = "pganalytics.example.com";
  private static final String JSON = "{\"items\":[" + "\"forebay\",".repeat(200) + "1]}";

  @TempDir private Path folder;
  private final List<ScriptedOrigin> servers = new ArrayList<>();
  private ProxyConfig config;
  private ProxyAssembly assembly;

  @BeforeEach
  void start() throws Exception {
    TestCertificates.write(folder, "pganalytics", CERTIFICATES.leaf("localhost", SITE));
    for (int i = 1; i <= 3; i++) {
      servers.add(ScriptedOrigin.start(server("backend" + i)));
    }
    config =
        YamlConfigParser.parse(
                FILE.toString(),
                Files.readString(FILE).replace("bind: \":", "bind: \"127.0.0.1:"),
                Map.of(
                    "HTTP_PORT",
                    "0",
                    "HTTPS_PORT",
                    "0",
                    "ADMIN_PORT",
                    "0",
                    "STATUS_PORT",
                    "0",
                    "CERTS",
                    folder.toString(),
                    "LOGS",
                    folder.toString(),
                    "RUN",
                    folder.toString(),
                    "BACKEND1",
                    "127.0.0.1:" + servers.get(0).port(),
                    "BACKEND2",
                    "127.0.0.1:" + servers.get(1).port(),
                    "BACKEND3",
                    "127.0.0.1:" + servers.get(2).port()))
            .config();
    assembly = new ProxyAssembly(config, Transport.best());
    assembly.start();
  }

  @AfterEach
  void stop() throws Exception {
    assembly.close();
    servers.forEach(ScriptedOrigin::close);
  }

  private static OriginScript server(String name) {
    return c -> {
      for (RawRequest request = c.readRequest(); request != null; request = c.readRequest()) {
        if (request.headers().contains("upgrade")) {
          c.send(
              "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
          c.send("hello");
          c.awaitClose();
          return;
        }
        String body = request.target().endsWith(".json") ? JSON : name;
        String type = request.target().endsWith(".json") ? "application/json" : "image/png";
        c.send(
            "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nX-Server: %s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(type, name, body.length(), body));
        if (request.isLast()) {
          return;
        }
      }
    };
  }

  // ---- clients ----

  private RawClient plain() {
    return RawClient.connect(assembly.listenerAddresses("http").get(0));
  }

  private RawClient secure(String... versions) throws Exception {
    InetSocketAddress address = assembly.listenerAddresses("https").get(0);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {CERTIFICATES.root().toTrustManager()}, null);
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    if (versions.length > 0) {
      socket.setEnabledProtocols(versions);
    }
    return RawClient.over(socket);
  }

  private static String get(String host, String path, String client, String... fields) {
    return "GET %s HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: %s\r\n%s\r\n"
        .formatted(
            path, host, client, String.join("", Stream.of(fields).map(it -> it + "\r\n").toList()));
  }

  private RawResponse ask(String request) throws Exception {
    try (RawClient client = secure()) {
      return client.send(request).readResponse();
    }
  }

  /** The requests for {@code path} that servers got. */
  private List<RawRequest> received(String path) {
    return servers.stream()
        .flatMap(it -> it.requests().stream())
        .filter(it -> it.target().equals(path))
        .toList();
  }

  private static void assertSecured(RawHeaders headers) {
    assertThat(headers.all("strict-transport-security"))
        .containsExactly("max-age=31536000; includeSubDomains");
    assertThat(headers.all("x-frame-options")).containsExactly("SAMEORIGIN");
    assertThat(headers.all("x-content-type-options")).containsExactly("nosniff");
    assertThat(headers.all("x-xss-protection")).containsExactly("1; mode=block");
    assertThat(headers.all("referrer-policy")).containsExactly("no-referrer-when-downgrade");
  }

  // ---- listeners ----

  @Test
  void plainRequests_areRedirected_withHostPathAndQuery() {
    try (RawClient client = plain()) {
      RawResponse response =
          client.send("GET /a/b?c=d HTTP/1.1\r\nHost: " + SITE + "\r\n\r\n").readResponse();

      assertThat(response.status()).isEqualTo(301);
      assertThat(response.headers().first("location")).isEqualTo("https://" + SITE + "/a/b?c=d");
    }
  }

  @Test
  void tls_isOfVersion12And13_withoutTickets() throws Exception {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      try (RawClient client = secure(version)) {
        assertThat(client.send(get(SITE, "/", "203.0.113.1")).readResponse().status())
            .isEqualTo(200);
      }
    }
    assertThat(config.listeners().get("https").tls().sessionTickets()).isFalse();
  }

  @Test
  void http2_isSpokenByAlpn() {
    int port = assembly.listenerAddresses("https").get(0).getPort();
    try (Http2Client client = Http2Client.connectTls(port, CERTIFICATES.clientContext("h2"))) {
      Http2TestStream stream =
          client.open(
              Http2Fields.request("GET", "/a.json")
                  .replace(":authority", SITE)
                  .with("accept-encoding", "gzip"),
              true);

      assertThat(stream.awaitHead().get("content-encoding")).isEqualTo("gzip");
      assertThat(stream.awaitHead().get("x-frame-options")).isEqualTo("SAMEORIGIN");
      assertThat(unzipped(stream.awaitBody())).isEqualTo(JSON);
    }
  }

  @Test
  void securityHeaders_areOnAnswersOfServersAndOnOurOwn() throws Exception {
    assertSecured(ask(get(SITE, "/x", "203.0.113.2")).headers());
    assertSecured(ask("nonsense\r\n\r\n").headers());
  }

  @Test
  void bodyAbove20MiB_isRefused() throws Exception {
    RawResponse response =
        ask(
            "POST /upload HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(SITE, (20 << 20) + 1));

    assertThat(response.status()).isEqualTo(413);
    assertSecured(response.headers());
  }

  @Test
  void errorPages_areTheFiles() throws Exception {
    assertThat(ask("nonsense\r\n\r\n").bodyText()).contains("<h1>Bad request</h1>");
    assertThat(config.listeners().get("https").overrides().errorPages().pages())
        .containsOnlyKeys(400, 403, 408)
        .allSatisfy(
            (status, page) ->
                assertThat(page.answers())
                    .extracting(ErrorPageConfig.Answer::status)
                    .containsExactly(status));
  }

  @Test
  void servers_areToldOfTheClient() throws Exception {
    ask(get(SITE, "/told", "203.0.113.3"));

    RawHeaders headers = received("/told").get(0).headers();
    assertThat(headers.all("x-forwarded-for")).containsExactly("203.0.113.3, 127.0.0.1");
    assertThat(headers.all("x-real-ip")).containsExactly("203.0.113.3");
    assertThat(headers.all("x-forwarded-proto")).containsExactly("https");
    assertThat(headers.first("host")).isEqualTo(SITE);
  }

  @Test
  void webSockets_pass() throws Exception {
    try (RawClient client = secure()) {
      client.send(
          get(
              SITE,
              "/socket",
              "203.0.113.4",
              "Connection: upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));

      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(new String(client.readExactly(5), StandardCharsets.US_ASCII)).isEqualTo("hello");
    }
  }

  @Test
  void status_isThatOfNginx_forThisMachineAlone() {
    try (RawClient client = RawClient.connect(assembly.adminAddresses().get(1))) {
      RawResponse status =
          client.send("GET /nginx_status HTTP/1.1\r\nHost: localhost\r\n\r\n").readResponse();

      assertThat(status.bodyText())
          .startsWith("Active connections: ")
          .contains("server accepts handled requests");
    }
    assertThat(config.admin().get(1).allow().toString()).contains("127.0.0.1/32");
  }

  // ---- limits ----

  /** How many of {@code count} requests of one client, sent at once, are served. */
  private int served(int count, String path, String address) throws Exception {
    try (RawClient client = secure()) {
      String request = get(SITE, path, address);
      int served = 0;
      for (int sent = 0; sent < count; sent += 50) {
        client.send(request.repeat(Math.min(50, count - sent)));
        for (RawResponse response : client.readResponses(Math.min(50, count - sent))) {
          assertThat(response.status()).isIn(200, 429);
          served += response.status() == 200 ? 1 : 0;
        }
      }
      return served;
    }
  }

  @Test
  void general_letsABurstOf50Through_andRefusesWhoGoesOn() throws Exception {
    assertThat(served(50, "/", "198.51.100.1")).isEqualTo(50);
    await("a refusal").until(() -> served(500, "/", "198.51.100.1") < 500);

    RawResponse refused = null;
    try (RawClient client = secure()) {
      while (refused == null || refused.status() == 200) {
        refused = client.send(get(SITE, "/", "198.51.100.1")).readResponse();
      }
    }
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers().first("retry-after")).isEqualTo("1");
    assertSecured(refused.headers());
  }

  @Test
  void limits_areThoseOfEachClient_andOfEachZone() throws Exception {
    await("a refusal").until(() -> served(500, "/", "198.51.100.2") < 500);

    assertThat(served(50, "/", "198.51.100.3")).isEqualTo(50);
    assertThat(served(100, "/api/x", "198.51.100.2")).isEqualTo(100);
  }

  @Test
  void health_isNotLimited() throws Exception {
    assertThat(served(1000, "/api/v1/health", "198.51.100.4")).isEqualTo(1000);
  }

  // ---- answers ----

  private static String unzipped(byte[] bytes) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void gzip_isForItsTypesAlone_andVaryIsAlwaysThere() throws Exception {
    RawResponse json = ask(get(SITE, "/a.json", "203.0.113.5", "Accept-Encoding: gzip"));
    RawResponse image = ask(get(SITE, "/a.png", "203.0.113.5", "Accept-Encoding: gzip"));
    RawResponse plain = ask(get(SITE, "/a.json", "203.0.113.5"));

    assertThat(json.headers().first("content-encoding")).isEqualTo("gzip");
    assertThat(unzipped(json.body())).isEqualTo(JSON);
    assertThat(json.headers().first("vary")).isEqualToIgnoringCase("accept-encoding");
    assertThat(image.headers().contains("content-encoding")).isFalse();
    assertThat(plain.bodyText()).isEqualTo(JSON);
    assertThat(plain.headers().first("vary")).isEqualToIgnoringCase("accept-encoding");
  }

  @Test
  void logs_areByVirtualHost_andHealthIsNotLogged() throws Exception {
    ask(get(SITE, "/api/v1/health", "203.0.113.6"));
    ask(get(SITE, "/seen", "203.0.113.6"));
    ask(get("other.example.com", "/elsewhere", "203.0.113.6"));
    assembly.close();

    assertThat(Files.readString(folder.resolve("pganalytics.log")))
        .contains("\"GET /seen HTTP/1.1\" 200", "\"203.0.113.6\"")
        .doesNotContain("/api/v1/health", "/elsewhere");
    assertThat(Files.readString(folder.resolve("access.log")))
        .contains("\"GET /elsewhere HTTP/1.1\" 200")
        .doesNotContain("/seen");
  }

  // ---- backends ----

  @Test
  void otherHosts_goToTheDefaultBackend_andKeepTheirServer() throws Exception {
    RawResponse first = ask(get("other.example.com", "/sticky", "203.0.113.7"));

    String cookie = first.headers().first("set-cookie");
    assertThat(cookie).startsWith("SERVERID=").doesNotContain("127.0.0.1");
    assertThat(first.headers().all("cache-control")).anyMatch(it -> it.contains("private"));
    for (int i = 0; i < 6; i++) {
      RawResponse next =
          ask(
              get(
                  "other.example.com",
                  "/sticky",
                  "203.0.113.7",
                  "Cookie: a=b; " + cookie.split(";", 2)[0]));

      assertThat(next.bodyText()).isEqualTo(first.bodyText());
      assertThat(next.headers().contains("set-cookie")).isFalse();
    }
    assertThat(received("/sticky").stream().skip(1))
        .allSatisfy(it -> assertThat(it.headers().first("cookie")).isEqualTo("a=b"));
  }

  @Test
  void defaultBackend_takesTurns_onConnectionsThatClose() throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      names.add(ask(get("other.example.com", "/turn", "203.0.113.8")).bodyText());
    }

    assertThat(names).containsOnly("backend1", "backend2", "backend3").hasSize(6);
    assertThat(names.subList(0, 3)).doesNotHaveDuplicates();
    assertThat(received("/turn"))
        .allSatisfy(it -> assertThat(it.headers().first("connection")).isEqualTo("close"));
  }

  @Test
  void checks_askForTheHealthOfLocalhost() {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(received("/api/v1/health"))
                    .extracting(it -> it.headers().first("host"))
                    .contains("localhost"));
  }

  @Test
  void serverThatRefuses_isNotNoticed() throws Exception {
    servers.get(1).close();

    for (int i = 0; i < 12; i++) {
      assertThat(ask(get(SITE, "/" + i, "203.0.113.9")).status()).isEqualTo(200);
      assertThat(ask(get("other.example.com", "/" + i, "203.0.113.9")).status()).isEqualTo(200);
    }
  }
}
