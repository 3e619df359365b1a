package io.forebay.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.HttpHead;
import io.forebay.testkit.LeakExtension;
import io.forebay.util.Ascii;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 section 7.6.1, RFC 9112 section 9.3. */
@ExtendWith(LeakExtension.class)
class ConnectionOptionsTest {

  private static HttpHead applied(String lines) {
    HttpHead head = Heads.request(lines);
    assertThat(ConnectionOptions.apply(head)).isTrue();
    return head;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1.1;X-A: b;true",
        "1.1;Connection: close;false",
        "1.1;Connection: Close;false",
        "1.1;Connection: keep-alive;true",
        "1.1;Connection: keep-alive, close;false",
        "1.1;Connection: close, keep-alive;false",
        "1.1;Connection: keep-alive|Connection: close;false",
        "1.1;Connection: x ,\tclose ,y;false",
        "1.1;Connection: closed;true",
        "1.1;Connection: \"close\";true",
        "1.1;Connection:;true",
        "1.1;Connection: ,,;true",
        "1.1;Connection: ,,close;false",
        "1.1;Keep-Alive: timeout=5;true",
        "1.1;Proxy-Connection: close;true",
        "1.0;X-A: b;false",
        "1.0;Connection: keep-alive;true",
        "1.0;Connection: KEEP-ALIVE;true",
        "1.0;Connection: keep-alive, close;false",
        "1.0;Connection: x|Connection: keep-alive;true",
        "1.0;Proxy-Connection: keep-alive;false",
        "1.0;Keep-Alive: timeout=5;false",
      })
  void persistence_followsVersionAndOptions(String minor, String fields, boolean persistent) {
    HttpHead head = applied("GET / HTTP/" + minor + "|Host: a|" + fields);
    assertThat(head.isPersistent()).isEqualTo(persistent);
  }

  @Test
  void hopByHopFields_areRemovedWithoutBeingNamed() {
    HttpHead head =
        applied(
            "POST / HTTP/1.1|Host: a|Keep-Alive: timeout=5|Proxy-Connection: keep-alive|TE: trailers"
                + "|Upgrade: x|HTTP2-Settings: AAMA|Transfer-Encoding: chunked|X-A: b"
                + "|Trailer: X-Sum|Connection: close");
    assertThat(Heads.live(head)).containsExactly("Host: a", "X-A: b", "Trailer: X-Sum");
  }

  @Test
  void namedFields_areRemovedInAnyCaseAndPlace() {
    HttpHead head =
        applied(
            "GET / HTTP/1.1|x-one: 1|Host: a|Connection: X-One, x-THREE|X-Two: 2|X-Three: 3"
                + "|Connection:x-four|X-Four: 4|X-THREE: 5|X-Fours: 6");
    assertThat(Heads.live(head)).containsExactly("Host: a", "X-Two: 2", "X-Fours: 6");
  }

  @Test
  void hostAndContentLength_areNeverRemovedByName() {
    HttpHead head =
        applied("POST / HTTP/1.1|Host: a|Content-Length: 5|Connection: host, Content-Length, X-A");
    assertThat(Heads.live(head)).containsExactly("Host: a", "Content-Length: 5");
  }

  @Test
  void connection_thatNamesItselfOrFraming_changesNothingElse() {
    HttpHead head =
        applied(
            "POST / HTTP/1.1|Host: a|Connection: connection, close, transfer-encoding"
                + "|Transfer-Encoding: chunked|X-A: b|Connection: x-b|X-B: c");
    assertThat(head.isPersistent()).isFalse();
    assertThat(Heads.live(head)).containsExactly("Host: a", "X-A: b");
  }

  @Test
  void upgrade_askedFor_isNoted() {
    HttpHead head =
        applied("GET / HTTP/1.1|Host: a|Connection: keep-alive, Upgrade|Upgrade: websocket");
    assertThat(head.isUpgrade()).isTrue();
    assertThat(Ascii.text(head.bytes(), head.upgradeStart(), head.upgradeEnd()))
        .isEqualTo("websocket");
    assertThat(Heads.live(head)).containsExactly("Host: a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1|Upgrade: websocket",
        "GET / HTTP/1.1|Connection: upgrade",
        "GET / HTTP/1.1|Connection: upgrade|Upgrade:",
        "GET / HTTP/1.1|Connection: upgraded|Upgrade: websocket",
        "GET / HTTP/1.0|Connection: upgrade|Upgrade: websocket",
        "GET / HTTP/1.1|Connection: upgrade, HTTP2-Settings|Upgrade: h2c|HTTP2-Settings: AAMA",
        "GET / HTTP/1.1|Connection: upgrade|Upgrade: H2C",
        "GET / HTTP/1.1|Connection: upgrade|Upgrade: websocket ,\th2c ",
        "GET / HTTP/1.1|Connection: upgrade|Upgrade: h2c, websocket",
      })
  void upgrade_notAskedForOrToHttp2_isNotNotedButRemoved(String lines) {
    HttpHead head = applied(lines);
    assertThat(head.isUpgrade()).isFalse();
    assertThat(Heads.live(head)).isEmpty();
  }

  @Test
  void manyNames_areRefused() {
    HttpHead most = Heads.request("GET / HTTP/1.1|Connection: " + "x,".repeat(64) + "close");
    assertThat(ConnectionOptions.apply(most)).isTrue();
    assertThat(most.isPersistent()).isFalse();
    HttpHead tooMany = Heads.request("GET / HTTP/1.1|Connection: " + "x,".repeat(65));
    assertThat(ConnectionOptions.apply(tooMany)).isFalse();
    HttpHead inTwo =
        Heads.request(
            "GET / HTTP/1.1|Connection: " + "x,".repeat(33) + "|Connection: " + "y,".repeat(33));
    assertThat(ConnectionOptions.apply(inTwo)).isFalse();
  }
}
