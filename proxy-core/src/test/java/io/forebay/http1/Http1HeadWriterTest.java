package io.forebay.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.HeadLimits;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.testkit.LeakExtension;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakExtension.class)
class Http1HeadWriterTest {

  private static final String REQUEST = "GET /x?y HTTP/1.1|A: 1|b:2|C:\t3 |D: 4|E:";

  @Test
  void untouchedHead_isCopiedByteForByte() {
    assertThat(Heads.written(Heads.request(REQUEST)))
        .isEqualTo(REQUEST.replace("|", "\r\n") + "\r\n");
    assertThat(Heads.written(Heads.response("HTTP/1.1 200 Fine  thing |A: 1")))
        .isEqualTo("HTTP/1.1 200 Fine  thing \r\nA: 1\r\n");
    assertThat(Heads.written(Heads.request("GET / HTTP/1.1"))).isEqualTo("GET / HTTP/1.1\r\n");
  }

  @Test
  void everySetOfLines_canBeRemoved() {
    String[] lines = REQUEST.split("\\|");
    for (int set = 0; set < 1 << 5; set++) {
      HttpHead head = Heads.request(REQUEST);
      StringBuilder expected = new StringBuilder(lines[0]).append("\r\n");
      for (int line = 0; line < 5; line++) {
        if ((set & 1 << line) != 0) {
          head.remove(line);
          head.remove(line);
        } else {
          expected.append(lines[line + 1]).append("\r\n");
        }
      }
      assertThat(Heads.written(head)).isEqualTo(expected.toString());
      assertThat(Heads.written(head)).as("written once more").isEqualTo(expected.toString());
    }
  }

  @Test
  void addedLines_followReceivedOnes() {
    HttpHead head = Heads.request("GET / HTTP/1.1|A: 1|Last: 2");
    head.remove(1);
    head.add(HeaderId.X_REAL_IP, Ascii.bytes("192.0.2.1"));
    head.add(HeaderBlock.builder().add("X-One", "1").add("X-Empty", "").build());
    assertThat(Heads.written(head))
        .isEqualTo("GET / HTTP/1.1\r\nA: 1\r\nX-Real-IP: 192.0.2.1\r\nX-One: 1\r\nX-Empty: \r\n");
    head.remove(2);
    head.remove(4);
    assertThat(Heads.written(head)).isEqualTo("GET / HTTP/1.1\r\nA: 1\r\nX-One: 1\r\n");
  }

  @Test
  void emptyLineBeforeRequest_isNotWritten() {
    assertThat(Heads.written(Heads.request("|GET / HTTP/1.1|A: 1")))
        .isEqualTo("GET / HTTP/1.1\r\nA: 1\r\n");
  }

  @Test
  void changedTarget_isWrittenAnew() {
    HttpHead head = Heads.request("GET http://h/p HTTP/1.1|A: 1");
    head.target(head.targetEnd() - 2, head.targetEnd());
    assertThat(Heads.written(head)).isEqualTo("GET /p HTTP/1.1\r\nA: 1\r\n");
  }

  @Test
  void http10_isWrittenAsHttp11() {
    HttpHead request = Heads.request("|POST /a HTTP/1.0|A: 1|B: 2");
    request.remove(0);
    assertThat(Heads.written(request)).isEqualTo("POST /a HTTP/1.1\r\nB: 2\r\n");
    assertThat(Heads.written(Heads.response("HTTP/1.0 404 Not Found|A: 1")))
        .isEqualTo("HTTP/1.1 404 Not Found\r\nA: 1\r\n");
    assertThat(Heads.written(Heads.response("HTTP/1.0 200"))).isEqualTo("HTTP/1.1 200\r\n");
  }

  @Test
  void ownResponse_isWritten() {
    HttpHead head = Heads.fresh();
    head.response(503);
    head.add(HeaderId.RETRY_AFTER, Ascii.bytes("1"));
    assertThat(Heads.written(head))
        .isEqualTo("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n");
  }

  @Test
  void trailers_areWrittenWithoutStartLine() {
    HttpHead head = Heads.fresh();
    var parser = new Http1HeadParser(HeadLimits.DEFAULT);
    parser.beginTrailers(head);
    var in = Pieces.buffer(Heads.wire("X-A: 1|X-B: 2"));
    parser.parse(in);
    in.release();
    assertThat(Heads.written(head)).isEqualTo("X-A: 1\r\nX-B: 2\r\n");
    head.remove(0);
    assertThat(Heads.written(head)).isEqualTo("X-B: 2\r\n");
  }

  @Test
  void randomEdits_surviveARoundTrip() {
    var random = new Random(3);
    for (int round = 0; round < 500; round++) {
      List<String> model = new ArrayList<>();
      StringBuilder lines = new StringBuilder("PUT /r HTTP/1." + random.nextInt(2));
      for (int i = random.nextInt(60); i > 0; i--) {
        String line = "N" + random.nextInt(9) + ": " + "v".repeat(random.nextInt(30));
        model.add(line);
        lines.append('|').append(line);
      }
      HttpHead head = Heads.request(lines.toString());
      int received = model.size();
      for (int i = 0; i < received; i++) {
        if (random.nextInt(3) == 0) {
          head.remove(i);
          model.set(i, null);
        }
      }
      model.removeIf(java.util.Objects::isNull);
      for (int i = random.nextInt(5); i > 0; i--) {
        String value = "w".repeat(random.nextInt(200));
        head.add(HeaderId.FORWARDED, Ascii.bytes(value));
        model.add("Forwarded: " + value);
      }
      String written = Heads.written(head);
      HttpHead again =
          Heads.request(written.substring(0, written.length() - 2).replace("\r\n", "|"));
      assertThat(Heads.live(again)).isEqualTo(model).isEqualTo(Heads.live(head));
      assertThat(again.targetText()).isEqualTo("/r");
      assertThat(Heads.written(again)).isEqualTo(written);
    }
  }
}
