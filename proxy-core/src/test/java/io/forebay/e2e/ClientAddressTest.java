package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawHeaders;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a trusted proxy may say which client it speaks for, and what servers are told then. */
@ExtendWith(LeakExtension.class)
class ClientAddressTest {

  private static final String ALL =
      "X-Forwarded-For: 192.0.2.1~X-Real-IP: 192.0.2.2~Forwarded: for=192.0.2.3~CF-Connecting-IP:"
          + " 192.0.2.4~";

  private static TestProxy proxy(String source, String trusted, ScriptedOrigin origin) {
    return TestProxy.start(
        """
        global: {worker_threads: 1}
        listeners:
          web:
            bind: "127.0.0.1:0"
            backend: app
            routes: [{match: {source: 192.0.2.0/24}, backend: known}]
            forwarded:
              add: [x-forwarded-for, x-real-ip, forwarded]
              trusted_proxies: %s
              source: %s
        backends:
          app: {servers: ["127.0.0.1:%d"]}
          known:
            servers: ["127.0.0.1:%d"]
        """
            .formatted(trusted, source, origin.port(), origin.port()));
  }

  private static RawHeaders received(String source, String trusted, String fields) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = proxy(source, trusted, origin);
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1~Host: a~".concat(fields).concat("~").replace("~", "\r\n"));
      assertThat(client.readResponse().status()).isEqualTo(200);
      return origin.requests().get(0).headers();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "x-forwarded-for, 192.0.2.1",
    "x-real-ip, 192.0.2.2",
    "forwarded, 192.0.2.3",
    "'header:CF-Connecting-IP', 192.0.2.4",
  })
  void source_saysTheAddressThatServersAreTold(String source, String address) {
    RawHeaders told = received(source, "[127.0.0.0/8]", ALL);

    assertThat(told.all("x-real-ip")).containsExactly(address);
    assertThat(told.all("x-forwarded-for")).containsExactly(address + ", 127.0.0.1");
    assertThat(told.all("forwarded"))
        .containsExactly("for=" + address + ", for=127.0.0.1;host=\"a\";proto=http");
    assertThat(told.all("cf-connecting-ip")).containsExactly("192.0.2.4");
  }

  @Test
  void none_thePeerItself() {
    RawHeaders told = received("none", "[127.0.0.0/8]", ALL);

    assertThat(told.all("x-real-ip")).containsExactly("127.0.0.1");
    assertThat(told.all("x-forwarded-for")).containsExactly("127.0.0.1");
    assertThat(told.all("forwarded")).containsExactly("for=127.0.0.1;host=\"a\";proto=http");
  }

  @ParameterizedTest
  @CsvSource({"x-forwarded-for", "forwarded", "x-real-ip", "'header:CF-Connecting-IP'"})
  void peerThatIsNotTrusted_saysNothing(String source) {
    RawHeaders told = received(source, "[10.0.0.0/8]", ALL);

    assertThat(told.all("x-real-ip")).containsExactly("127.0.0.1");
    assertThat(told.all("x-forwarded-for")).containsExactly("127.0.0.1");
    assertThat(told.all("forwarded")).containsExactly("for=127.0.0.1;host=\"a\";proto=http");
    assertThat(told.contains("cf-connecting-ip")).isEqualTo(!source.startsWith("header"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "for=\"[2001:db8::7]:4711\";proto=https, for=127.0.0.9 | 2001:db8::7",
        "for=192.0.2.60;by=203.0.113.43, for=127.0.0.9;host=\"x, for=6.6.6.6\" | 192.0.2.60",
        "for=192.0.2.60, for=_hidden, for=127.0.0.9 | 127.0.0.1",
        "for=192.0.2.60, for=unknown | 127.0.0.1",
        "for=192.0.2.60, proto=http | 127.0.0.1",
        "for=192.0.2.60, for=\"open | 127.0.0.1",
        "for=evil, for=192.0.2.61~Forwarded: for=127.0.0.8 | 192.0.2.61"
      })
  void forwarded_rightMostUntrustedUpToWhatIsNotKnown(String value, String address) {
    RawHeaders told = received("forwarded", "[127.0.0.0/8]", "Forwarded: " + value + "~");

    assertThat(told.all("x-real-ip")).containsExactly(address);
    assertThat(told.first("forwarded"))
        .isEqualTo(value.replace("~Forwarded: ", ", ") + ", for=127.0.0.1;host=\"a\";proto=http");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CF-Connecting-IP: 2001:db8::1~ | 2001:db8::1",
        "CF-Connecting-IP: 192.0.2.4~CF-Connecting-IP: 192.0.2.5~ | 127.0.0.1",
        "CF-Connecting-IP: 192.0.2.4, 192.0.2.5~ | 127.0.0.1",
        "CF-Connecting-IP: nobody~ | 127.0.0.1",
        "X-Forwarded-For: 192.0.2.4~ | 127.0.0.1"
      })
  void headerWithOneAddress_countsWhereItIsThereOnce(String fields, String address) {
    RawHeaders told = received("header:CF-Connecting-IP", "[127.0.0.0/8]", fields);

    assertThat(told.all("x-real-ip")).containsExactly(address);
  }

  @Test
  void http2_eachRequestOfAConnectionHasItsOwnAddress() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = proxy("x-forwarded-for", "[127.0.0.0/8]", origin);
        Http2Client client = Http2Client.connect(proxy.port())) {
      for (int i = 1; i <= 3; i++) {
        assertThat(get(client, "192.0.2." + i)).isEqualTo(200);
      }
      assertThat(origin.requests().stream().map(it -> it.headers().first("x-real-ip")))
          .containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3");
    }
  }

  private static int get(Http2Client client, String forwardedFor) {
    Http2Fields head = Http2Fields.request("GET", "/").with("x-forwarded-for", forwardedFor);
    return client.open(head, true).awaitHead().status();
  }
}
