package io.forebay.e2e;

import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawHeaders;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Where requests go, what they are answered on the way, and what is written into them. */
@ExtendWith(LeakExtension.class)
class RoutingTest {

  /** A proxy whose listener has {@code listener} lines; {@code PORT} stands for the server's. */
  private static TestProxy proxy(String listener, ScriptedOrigin origin) {
    return proxy(Transport.best(), "127.0.0.1:0", listener, origin);
  }

  private static TestProxy proxy(
      Transport transport, String bind, String listener, ScriptedOrigin origin) {
    String yaml =
        """
        global: {worker_threads: 2}
        listeners:
          web:
            bind: "%s"
        %sbackends:
          app: {servers: ["127.0.0.1:%d"]}
          api: {servers: ["127.0.0.1:%d"]}
        """
            .formatted(bind, listener.indent(4), origin.port(), origin.port());
    return TestProxy.start(transport, yaml);
  }

  private static RawResponse get(RawClient client, String target, String fields) {
    return client.send("GET " + target + " HTTP/1.1\r\n" + fields + "\r\n").readResponse();
  }

  private static ScriptedOrigin origin() {
    return ScriptedOrigin.start(OriginScript.named("server"));
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, /, 200",
    "A.EXAMPLE:8080, /x, 200",
    "b.example, /, 404",
    "b.example, /api, 200",
    "b.example, /api/x?y, 200",
    "b.example, /apix, 404",
    "x.wild.example, /, 200",
    "wild.example, /, 404",
    "b.example, /exact, 200",
    "b.example, /exact/, 404"
  })
  void hostsAndPaths(String host, String target, int status) {
    String routes =
        """
        routes:
          - { match: {host: a.example}, backend: app }
          - { match: {host: "*.wild.example"}, backend: app }
          - { match: {path_prefix: /api}, backend: api }
          - { match: {path: /exact}, backend: app }
        """;
    try (ScriptedOrigin origin = origin();
        TestProxy proxy = proxy(routes, origin);
        RawClient client = proxy.client()) {
      RawResponse response = get(client, target, "Host: " + host + "\r\n");
      assertThat(response.status()).isEqualTo(status);
      if (status == 404) {
        assertThat(response.bodyText()).contains("no route matches");
        assertThat(get(client, "/api", "Host: b.example\r\n").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void whatClientsSayOfCertificates_isRemovedWhereNobodyAsksForAny() {
    try (ScriptedOrigin origin = origin();
        TestProxy proxy = proxy("backend: app", origin);
        RawClient client = proxy.client()) {
      get(
          client,
          "/",
          "Host: a\r\nX-SSL-Client-Verify: SUCCESS\r\nx_ssl_client_subject: CN=ann\r\n");
      assertThat(origin.requests().get(0).wireText().toLowerCase(java.util.Locale.ROOT))
          .contains("x-forwarded-for")
          .doesNotContain("client-verify", "client_subject");
    }
  }

  // ---- redirects ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{scheme: https} | 301 | https://a.example/p?q=1",
        "{scheme: https, status: 308} | 308 | https://a.example/p?q=1",
        "{scheme: https, port: 8443} | 301 | https://a.example:8443/p?q=1",
        "{scheme: https, port: 443} | 301 | https://a.example/p?q=1",
        "{host: b.example} | 301 | http://b.example/p?q=1",
        "{port: 81} | 301 | http://a.example:81/p?q=1",
        "{path: /new} | 301 | http://a.example:8080/new?q=1"
      })
  void redirectListener_keepsWhatIsNotSet(String redirect, int status, String location) {
    try (ScriptedOrigin origin = origin();
        TestProxy proxy = proxy("redirect: " + redirect, origin);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        RawResponse response = get(client, "/p?q=1", "Host: a.example:8080\r\n");
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.headers().first("location")).isEqualTo(location);
      }
    }
  }

  @Test
  void redirectWithoutHost_400() {
    try (ScriptedOrigin origin = origin();
        TestProxy proxy = proxy("redirect: {scheme: https}", origin);
        RawClient client = proxy.client()) {
      assertThat(client.send("GET / HTTP/1.0\r\n\r\n").readResponse().status()).isEqualTo(400);
    }
  }

  @Test
  void redirectRoute_ofPostClosesOnlyIfBodyIsUnread() {
    String routes =
        """
        backend: app
        routes: [{ match: {path_prefix: /old}, redirect: {path: /new, status: 307} }]
        """;
    try (ScriptedOrigin origin = origin();
        TestProxy proxy = proxy(routes, origin);
        RawClient client = proxy.client()) {
      assertThat(get(client, "/old/x", "Host: a\r\n").headers().first("location"))
          .isEqualTo("http://a/new");
      assertThat(get(client, "/", "Host: a\r\n").bodyText()).isEqualTo("server");
      client.send("POST /old HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
      RawResponse response = client.readResponse();
      assertThat(response.status()).isEqualTo(307);
      assertThat(response.headers().first("connection")).isEqualTo("close");
      assertThat(client.closedByPeer(LONG)).isTrue();
    }
  }

  // ---- headers ----

  @Test
  void headerRules_applyBothWaysAndToErrors() {
    String rules =
        """
        routes: [{ match: {path_prefix: /app}, backend: app }]
        headers:
          request:
            remove: [X-Drop]
            set: { X-Set: ours, X-Forwarded-Proto: https }
            add: { X-Add: ours }
            set_if_absent: { X-If: ours, X-Add: unused }
          response:
            remove: [Server]
            set: { X-Frame-Options: DENY }
            add: { X-Add: ours }
            set_if_absent: { X-If: ours }
        """;
    OriginScript script =
        OriginScript.respond(
            "HTTP/1.1 200 OK\r\nServer: secret\r\nX-Frame-Options: ALLOW\r\nX-Add: theirs\r\n"
                + "X-If: theirs\r\nContent-Length: 0\r\n\r\n");
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = proxy(rules, origin);
        RawClient client = proxy.client()) {
      RawHeaders response =
          get(client, "/app", "Host: a\r\nX-Drop: 1\r\nX-DROP: 2\r\nX-Set: a\r\nX-Add: theirs\r\n")
              .headers();
      RawHeaders request = origin.requests().get(0).headers();
      assertThat(request.all("x-drop")).isEmpty();
      assertThat(request.all("x-set")).containsExactly("ours");
      assertThat(request.all("x-add")).containsExactly("theirs", "ours");
      assertThat(request.all("x-if")).containsExactly("ours");
      assertThat(request.all("x-forwarded-proto")).containsExactly("https");
      assertThat(response.contains("server")).isFalse();
      assertThat(response.all("x-frame-options")).containsExactly("DENY");
      assertThat(response.all("x-add")).containsExactly("theirs", "ours");
      assertThat(response.all("x-if")).containsExactly("theirs");

      RawResponse missing = get(client, "/", "Host: a\r\n");
      assertThat(missing.status()).isEqualTo(404);
      assertThat(missing.headers().all("x-frame-options")).containsExactly("DENY");
      RawResponse bad = client.send("GET / HTTP/1.1\r\nBad Name: 1\r\n\r\n").readResponse();
      assertThat(bad.status()).isEqualTo(400);
      assertThat(bad.headers().all("x-frame-options")).containsExactly("DENY");
    }
  }

  // ---- who the client is ----

  private static final String LIES =
      "Host: a\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8\r\nX-Real-IP: 1.2.3.4\r\n"
          + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Port: 1\r\n"
          + "Forwarded: for=1.2.3.4\r\n";

  @Test
  void untrustedPeer_whatItSaysIsDropped() {
    try (ScriptedOrigin origin = origin();
        TestProxy proxy = proxy("backend: app", origin);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        get(client, "/", LIES);
        RawHeaders request = origin.requests().get(i).headers();
        assertThat(request.all("x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(request.all("x-real-ip")).containsExactly("127.0.0.1");
        assertThat(request.all("x-forwarded-proto")).containsExactly("http");
        assertThat(request.all("x-forwarded-host")).containsExactly("a");
        assertThat(request.all("x-forwarded-port")).containsExactly("" + proxy.port());
        assertThat(request.contains("forwarded")).isFalse();
      }
    }
  }

  @Test
  void trustedPeer_whatItSaysIsContinued() {
    String listener =
        """
        backend: app
        forwarded:
          add: [x-forwarded-for, x-forwarded-proto, x-real-ip, forwarded]
          trusted_proxies: [127.0.0.0/8]
        """;
    try (ScriptedOrigin origin = origin();
        TestProxy proxy = proxy(listener, origin);
        RawClient client = proxy.client()) {
      get(client, "/", LIES);
      RawHeaders request = origin.requests().get(0).headers();
      assertThat(request.all("x-forwarded-for")).containsExactly("1.2.3.4, 5.6.7.8, 127.0.0.1");
      assertThat(request.all("x-real-ip")).containsExactly("5.6.7.8");
      assertThat(request.all("x-forwarded-proto")).containsExactly("https");
      assertThat(request.all("x-forwarded-host")).containsExactly("evil");
      assertThat(request.all("forwarded"))
          .containsExactly("for=5.6.7.8, for=127.0.0.1;host=\"a\";proto=http");

      get(client, "/", "Host: a\r\n");
      RawHeaders plain = origin.requests().get(1).headers();
      assertThat(plain.all("x-forwarded-for")).containsExactly("127.0.0.1");
      assertThat(plain.all("x-real-ip")).containsExactly("127.0.0.1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.2.3.4, 127.0.0.9 | 1.2.3.4",
        "1.2.3.4, nonsense, 127.0.0.9 | 127.0.0.1",
        "nonsense, 5.6.7.8 | 5.6.7.8",
        "127.0.0.8, 127.0.0.9 | 127.0.0.1",
        "2001:DB8::0001 | 2001:db8::1",
        "1.2.3.4:567, 127.0.0.9:1 | 1.2.3.4",
        "[2001:db8::1]:443 | 2001:db8::1",
        "::ffff:1.2.3.4 | 1.2.3.4"
      })
  void trustedPeer_realIpIsTheRightMostUntrustedUpToWhatIsNoAddress(String chain, String realIp) {
    String listener =
        "backend: app\nforwarded: {add: [x-forwarded-for, x-real-ip],"
            + " trusted_proxies: [127.0.0.0/8]}";
    try (ScriptedOrigin origin = origin();
        TestProxy proxy = proxy(listener, origin);
        RawClient client = proxy.client()) {
      get(client, "/", "Host: a\r\nX-Forwarded-For: " + chain + "\r\n");
      RawHeaders request = origin.requests().get(0).headers();
      assertThat(request.all("x-real-ip")).containsExactly(realIp);
      assertThat(request.all("x-forwarded-for")).containsExactly(chain + ", 127.0.0.1");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void ipv6Peer_quotedInForwarded(Transport transport) {
    String listener = "backend: app\nforwarded: {add: [x-forwarded-for, forwarded]}";
    try (ScriptedOrigin origin = origin();
        TestProxy proxy = startOrSkip(transport, listener, origin);
        RawClient client = RawClient.connect(new InetSocketAddress("::1", proxy.port()))) {
      get(client, "/", "Host: [::1]:80\r\n");
      RawHeaders request = origin.requests().get(0).headers();
      assertThat(request.all("x-forwarded-for")).containsExactly("::1");
      assertThat(request.all("forwarded"))
          .containsExactly("for=\"[::1]\";host=\"[::1]:80\";proto=http");
    }
  }

  private static TestProxy startOrSkip(
      Transport transport, String listener, ScriptedOrigin origin) {
    try {
      return proxy(transport, "[::1]:0", listener, origin);
    } catch (AssertionError e) {
      origin.close();
      Assumptions.abort("no IPv6 loopback address here: " + e.getMessage());
      throw e;
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void ipv4PeerOfBothFamilies_writtenAsIpv4(Transport transport) {
    try (ScriptedOrigin origin = origin();
        TestProxy proxy = proxy(transport, ":0", "backend: app", origin);
        RawClient client = RawClient.connect(new InetSocketAddress("127.0.0.1", proxy.port()))) {
      get(client, "/", "Host: a\r\n");
      assertThat(origin.requests().get(0).headers().all("x-forwarded-for"))
          .containsExactly("127.0.0.1");
    }
  }

  @Test
  void connectionFieldNamesOurs_stillAdded() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("")));
        TestProxy proxy = proxy("backend: app", origin);
        RawClient client = proxy.client()) {
      get(client, "/", "Host: a\r\nConnection: X-Forwarded-For, X-Real-IP\r\n");
      RawHeaders request = origin.requests().get(0).headers();
      assertThat(request.all("x-forwarded-for")).containsExactly("127.0.0.1");
      assertThat(request.all("x-real-ip")).containsExactly("127.0.0.1");
    }
  }
}
