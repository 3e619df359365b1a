package io.forebay.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.HeadLimits;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.http.ProxyError;
import io.forebay.testkit.LeakExtension;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every case runs whole, cut at every byte, byte by byte and with another message behind it. */
@ExtendWith(LeakExtension.class)
class Http1HeadParserTest {

  private static final byte[] NEXT = Ascii.bytes("GET /next HTTP/1.1\r\nHost: b\r\n\r\n");
  private static final HeadLimits SMALL = new HeadLimits(40, 120, 4);

  private enum Kind {
    REQUEST,
    RESPONSE,
    TRAILERS
  }

  // ---- requests ----

  @Test
  void request_withFields_isTakenApart() {
    assertThat(parseAllWays(Kind.REQUEST, "GET /a/b?c=d?e HTTP/1.1|Host: x.test|X-A: 1"))
        .isEqualTo(
            "GET [/a/b?c=d?e] path [/a/b] 1.1 | HOST Host=[x.test] | OTHER X-A=[1] | seen CONNECTION"
                + " no");
  }

  @Test
  void request_withoutFields_isComplete() {
    assertThat(parseAllWays(Kind.REQUEST, "GET / HTTP/1.0"))
        .isEqualTo("GET [/] path [/] 1.0 | seen CONNECTION no");
  }

  @Test
  void request_withEveryTargetByte_isTaken() {
    StringBuilder target = new StringBuilder("/");
    for (char c = 0x21; c < 0x7f; c++) {
      if (c != '#' && c != '|' && c != '?') {
        target.append(c);
      }
    }
    assertThat(parseAllWays(Kind.REQUEST, "GET " + target + " HTTP/1.1"))
        .startsWith("GET [" + target + "]");
  }

  @Test
  void request_afterOneEmptyLine_startsBehindIt() {
    HttpHead head = Heads.request("|GET / HTTP/1.1|Host: a");
    assertThat(head.startLine()).isEqualTo(2);
    assertThat(parseAllWays(Kind.REQUEST, "|GET / HTTP/1.1|Host: a")).startsWith("GET [/]");
  }

  @Test
  void request_afterTwoEmptyLines_isRefused() {
    assertThat(parseAllWays(Kind.REQUEST, "||GET / HTTP/1.1|Host: a"))
        .isEqualTo("MALFORMED_REQUEST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET",
        "GET /",
        "GET  / HTTP/1.1",
        "GET /  HTTP/1.1",
        " GET / HTTP/1.1",
        "GET / HTTP/1.1 ",
        "GET\t/ HTTP/1.1",
        "GET /\tHTTP/1.1",
        "GET /a b HTTP/1.1",
        "GET /a#b HTTP/1.1",
        "GET /\u00e9 HTTP/1.1",
        "GET /\u0080 HTTP/1.1",
        "GET  HTTP/1.1",
        "GET HTTP/1.1",
        "HTTP/1.1",
        " / HTTP/1.1",
        "G(T / HTTP/1.1",
        "GET / http/1.1",
        "GET / HTTP/1",
        "GET / HTTP/1.10",
        "GET / HTTP/11",
        "GET / HTTP/x.1",
        "GET / HTTP/1,1",
        "GET / XTTP/1.1",
      })
  void request_withBadLine_isRefused(String line) {
    assertThat(parseAllWays(Kind.REQUEST, line + "|Host: a")).isEqualTo("MALFORMED_REQUEST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.9", "1.2", "1.9", "2.0", "2.1", "3.0", "9.9", "0.1"})
  void request_ofOtherVersion_isNotSupported(String version) {
    assertThat(parseAllWays(Kind.REQUEST, "GET / HTTP/" + version + "|Host: a"))
        .isEqualTo("VERSION_NOT_SUPPORTED");
  }

  @ParameterizedTest
  @CsvSource({"get, OTHER", "GETX, OTHER", "POST, POST", "PATCH, PATCH", "M-SEARCH, OTHER"})
  void method_isCaseSensitiveToken(String text, HttpMethod method) {
    HttpHead head = Heads.request(text + " / HTTP/1.1|Host: a");
    assertThat(head.method()).isEqualTo(method);
    assertThat(head.methodText()).isEqualTo(text);
  }

  // ---- field lines ----

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "X-A:1;X-A;1",
        "X-A: 1;X-A;1",
        "X-A:\t 1 \t;X-A;1",
        "X-A: a b\tc;X-A;a b\tc",
        "x:y:z;x;y:z",
        "!#$%&'*+-.^_`~09az: ok;!#$%&'*+-.^_`~09az;ok",
        "X-A: \u0080\u00ff;X-A;\u0080\u00ff",
        "X-A: \"a, b\";X-A;\"a, b\"",
      })
  void field_withValue_isTrimmed(String line, String name, String value) {
    assertThat(parseAllWays(Kind.REQUEST, "GET / HTTP/1.1|" + line + "|Host: a"))
        .contains("| OTHER " + name + "=[" + value + "] | HOST Host=[a] |");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-A:", "X-A: ", "X-A:\t", "X-A: \t "})
  void field_withoutValue_isEmpty(String line) {
    assertThat(parseAllWays(Kind.REQUEST, "GET / HTTP/1.1|" + line + "|Host: a"))
        .contains("| OTHER X-A=[] | HOST Host=[a] |");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-A",
        ":",
        ": b",
        "X-A : b",
        "X-A\t: b",
        " X-A: b",
        "\tX-A: b",
        "X A: b",
        "X(A): b",
        "X-\u00e9: b",
        "\u0000X-A: b",
        "X-\u0000A: b",
        "X-A: b\u0000",
        "X-A: \u0001",
        "X-A: b\u007fc",
        "X-A: b\u000bc",
        "X-A: b\u000cc",
        "X-A: b\u001fc",
        "X-A: b\rc",
        "X-A: b\nc",
        "X-A: b\n",
        "\nX-A: b",
        "X-A: b\r",
        "\rX-A: b",
      })
  void field_thatIsNotValid_isRefused(String line) {
    for (Kind kind : Kind.values()) {
      String start =
          switch (kind) {
            case REQUEST -> "GET / HTTP/1.1|";
            case RESPONSE -> "HTTP/1.1 200 OK|";
            case TRAILERS -> "";
          };
      assertThat(parseAllWays(kind, start + "Host: a|" + line + "|X-B: c"))
          .as("%s %s", kind, line)
          .isEqualTo("MALFORMED_REQUEST");
    }
  }

  @Test
  void emptyLine_thatIsBareLf_isRefused() {
    assertThat(describe(Kind.REQUEST, HeadLimits.DEFAULT, "GET / HTTP/1.1\r\nHost: a\r\n\n"))
        .isEqualTo("MALFORMED_REQUEST");
  }

  @Test
  void fields_positionsAndIds_pointIntoBytes() {
    HttpHead head =
        Heads.request(
            "POST /p HTTP/1.1|host:a|cOnTeNt-LeNgTh:  5 |X-Y:|TE: trailers|Content-Lengtx: 1");
    assertThat(head.id(0)).isEqualTo(HeaderId.HOST);
    assertThat(head.id(1)).isEqualTo(HeaderId.CONTENT_LENGTH);
    assertThat(head.id(2)).isEqualTo(HeaderId.OTHER);
    assertThat(head.id(3)).isEqualTo(HeaderId.TE);
    assertThat(head.id(4)).isEqualTo(HeaderId.OTHER);
    assertThat(head.nameText(1)).isEqualTo("cOnTeNt-LeNgTh");
    assertThat(head.valueText(1)).isEqualTo("5");
    assertThat(head.lineStart(0)).isEqualTo(head.fieldsStart()).isEqualTo(18);
    for (int line = 0; line + 1 < head.count(); line++) {
      assertThat(head.lineEnd(line)).isEqualTo(head.lineStart(line + 1));
    }
    assertThat(head.lineEnd(4)).isEqualTo(head.end());
    assertThat(Ascii.text(head.bytes(), head.end() - 2, head.end())).isEqualTo("\r\n");
  }

  // ---- responses and trailers ----

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "HTTP/1.1 200 OK;200;1",
        "HTTP/1.1 404 Not Found;404;1",
        "'HTTP/1.1 200 ';200;1",
        "HTTP/1.1 200;200;1",
        "HTTP/1.0 599 Tr\u00e8s\tmal;599;0",
        "HTTP/1.1 100 Continue;100;1",
      })
  void response_withStatus_isTaken(String line, int status, int minor) {
    assertThat(parseAllWays(Kind.RESPONSE, line + "|Server: x"))
        .isEqualTo(status + " 1." + minor + " | OTHER Server=[x] | seen CONNECTION no");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1",
        "HTTP/1.1 ",
        "HTTP/1.1 20",
        "HTTP/1.1 2000",
        "HTTP/1.1 099 x",
        "HTTP/1.1 600 x",
        "HTTP/1.1 2x0 x",
        "HTTP/1.1  200 x",
        "HTTP/1.1\t200 x",
        "HTTP/1.1 200\tx",
        " HTTP/1.1 200 x",
        "HTTP/2.0 200 x",
        "HTTP/1.2 200 x",
        "HTTP/0.9 200 x",
        "http/1.1 200 x",
        "junk",
        "GET / HTTP/1.1",
      })
  void response_withBadLine_isRefused(String line) {
    assertThat(parseAllWays(Kind.RESPONSE, line + "|Server: x")).isEqualTo("MALFORMED_RESPONSE");
  }

  @Test
  void response_withControlInReason_isRefused() {
    assertThat(parseAllWays(Kind.RESPONSE, "HTTP/1.1 200 O\u0000K|Server: x"))
        .isEqualTo("MALFORMED_REQUEST");
  }

  @Test
  void trailers_withoutFields_areEmpty() {
    assertThat(describe(Kind.TRAILERS, HeadLimits.DEFAULT, "\r\n"))
        .isEqualTo("trailers | seen CONNECTION no");
  }

  @Test
  void trailers_withFields_areTaken() {
    assertThat(parseAllWays(Kind.TRAILERS, "X-Sum: 7|Connection: close"))
        .isEqualTo(
            "trailers | OTHER X-Sum=[7] | CONNECTION Connection=[close] | seen CONNECTION yes");
  }

  // ---- limits ----

  @Test
  void requestLine_atLimit_isTakenAndOneOverIsNot() {
    String atLimit = "GET /" + "a".repeat(40 - 5 - 9) + " HTTP/1.1";
    assertThat(atLimit).hasSize(40);
    assertThat(parseAllWays(Kind.REQUEST, SMALL, atLimit + "|Host: a")).startsWith("GET [/aaa");
    assertThat(parseAllWays(Kind.REQUEST, SMALL, "|" + atLimit + "|Host: a"))
        .startsWith("GET [/aaa");
    assertThat(parseAllWays(Kind.REQUEST, SMALL, atLimit.replace(" /", " /a") + "|Host: a"))
        .isEqualTo("URI_TOO_LONG");
  }

  @Test
  void requestLine_thatNeverEnds_isTooLong() {
    assertThat(describe(Kind.REQUEST, SMALL, "GET /" + "a".repeat(36))).isEqualTo("URI_TOO_LONG");
    assertThat(describe(Kind.REQUEST, SMALL, "GET /" + "a".repeat(35))).isEqualTo("NEED_MORE");
  }

  @Test
  void requestLine_withBadByteBehindLimit_isTooLongHoweverCut() {
    assertThat(parseAllWays(Kind.REQUEST, SMALL, "GET /" + "a".repeat(40) + "\u0001 HTTP/1.1"))
        .isEqualTo("URI_TOO_LONG");
  }

  @Test
  void head_atByteLimit_isTakenAndOneOverIsNot() {
    String start = "GET / HTTP/1.1|X-A: ";
    String atLimit = start + "b".repeat(120 - 4 - start.length() - 1);
    assertThat(Heads.wire(atLimit)).hasSize(120);
    assertThat(parseAllWays(Kind.REQUEST, SMALL, atLimit)).startsWith("GET [/]");
    assertThat(parseAllWays(Kind.REQUEST, SMALL, atLimit + "b")).isEqualTo("HEAD_TOO_LARGE");
  }

  @Test
  void responseAndTrailers_overByteLimit_areTooLarge() {
    String value = "b".repeat(120);
    assertThat(parseAllWays(Kind.RESPONSE, SMALL, "HTTP/1.1 200 OK|X-A: " + value))
        .isEqualTo("HEAD_TOO_LARGE");
    assertThat(parseAllWays(Kind.TRAILERS, SMALL, "X-A: " + value)).isEqualTo("HEAD_TOO_LARGE");
  }

  @Test
  void fields_atLimit_areTakenAndOneOverIsNot() {
    String four = "GET / HTTP/1.1|A: 1|B: 2|C: 3|D: 4";
    assertThat(parseAllWays(Kind.REQUEST, SMALL, four)).contains("OTHER D=[4]");
    assertThat(parseAllWays(Kind.REQUEST, SMALL, four + "|E: 5")).isEqualTo("HEAD_TOO_LARGE");
  }

  @ParameterizedTest
  @ValueSource(ints = {65_535, 65_536})
  void longHead_upToDefaultLimit_growsItsArray(int size) {
    byte[] bytes = longHead(size);
    assertThat(describe(Kind.REQUEST, HeadLimits.DEFAULT, List.of(bytes)))
        .contains("HOST Host=[last.test]");
    assertThat(describe(Kind.REQUEST, HeadLimits.DEFAULT, Pieces.random(bytes, new Random(1))))
        .contains("HOST Host=[last.test]");
  }

  @Test
  void longHead_oneOverDefaultLimit_isTooLarge() {
    byte[] bytes = longHead(65_537);
    assertThat(describe(Kind.REQUEST, HeadLimits.DEFAULT, List.of(bytes)))
        .isEqualTo("HEAD_TOO_LARGE");
    assertThat(describe(Kind.REQUEST, HeadLimits.DEFAULT, Pieces.bytewise(bytes)))
        .isEqualTo("HEAD_TOO_LARGE");
  }

  private static byte[] longHead(int size) {
    String start = "GET / HTTP/1.1|X-Long: ";
    String end = "|Host: last.test";
    int fill = size - Heads.wire(start + end).length;
    return Heads.wire(start + "v".repeat(fill) + end);
  }

  @Test
  void hundredFields_growTheLines() {
    StringBuilder lines = new StringBuilder("GET / HTTP/1.1");
    for (int i = 0; i < 100; i++) {
      lines.append("|X-").append(i).append(": v").append(i);
    }
    HttpHead head = Heads.request(lines.toString());
    assertThat(head.count()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      assertThat(head.nameText(i)).isEqualTo("X-" + i);
      assertThat(head.valueText(i)).isEqualTo("v" + i);
    }
  }

  // ---- life ----

  @Test
  void parser_afterFailure_startsAnew() {
    var parser = new Http1HeadParser(SMALL);
    HttpHead head = Heads.fresh();
    parser.beginRequest(head);
    ByteBuf bad = Pieces.buffer(Ascii.bytes("GET / HTTP/9.9\r\n"));
    assertThat(parser.parse(bad)).isEqualTo(Http1HeadParser.Result.FAILED);
    bad.release();
    assertThat(parser.error()).isEqualTo(ProxyError.VERSION_NOT_SUPPORTED);
    head.reset();
    parser.beginRequest(head);
    assertThat(parser.isStarted()).isFalse();
    ByteBuf good = Pieces.buffer(NEXT);
    assertThat(parser.parse(good)).isEqualTo(Http1HeadParser.Result.COMPLETE);
    assertThat(good.isReadable()).isFalse();
    good.release();
    assertThat(parser.error()).isNull();
    assertThat(head.targetText()).isEqualTo("/next");
  }

  @Test
  void parser_afterCompleteHead_holdsNoHead() {
    var parser = new Http1HeadParser(SMALL);
    HttpHead head = Heads.fresh();
    parser.beginRequest(head);
    ByteBuf in = Pieces.buffer(NEXT);
    assertThat(parser.parse(in)).isEqualTo(Http1HeadParser.Result.COMPLETE);
    in.release();
    assertThat(head.end()).isPositive();
    assertThat(parser.isStarted()).isFalse();
  }

  @Test
  void randomBytes_neverThrowAndGiveOneVerdict() {
    var random = new Random(20261121);
    byte[] seed = Heads.wire("GET /a?b HTTP/1.1|Host: a.test|X-A: b c|Connection: close");
    for (int round = 0; round < 3_000; round++) {
      byte[] bytes = seed.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        int pick = random.nextInt(6);
        bytes[random.nextInt(bytes.length)] =
            pick == 0 ? (byte) random.nextInt(256) : (byte) "\r\n :\t".charAt(pick - 1);
      }
      String whole = describe(Kind.REQUEST, SMALL, List.of(bytes));
      assertThat(describe(Kind.REQUEST, SMALL, Pieces.bytewise(bytes)))
          .as(() -> Arrays.toString(bytes))
          .isEqualTo(whole);
      assertThat(describe(Kind.REQUEST, SMALL, Pieces.random(bytes, random))).isEqualTo(whole);
    }
  }

  // ---- the ways ----

  private static String parseAllWays(Kind kind, String lines) {
    return parseAllWays(kind, HeadLimits.DEFAULT, lines);
  }

  private static String parseAllWays(Kind kind, HeadLimits limits, String lines) {
    byte[] bytes = Heads.wire(lines);
    String whole = describe(kind, limits, List.of(bytes));
    for (List<byte[]> way : Pieces.ways(bytes)) {
      assertThat(describe(kind, limits, way))
          .as(() -> lines + " in pieces, the first of " + way.get(0).length)
          .isEqualTo(whole);
    }
    byte[] pipelined = Arrays.copyOf(bytes, bytes.length + NEXT.length);
    System.arraycopy(NEXT, 0, pipelined, bytes.length, NEXT.length);
    assertThat(describe(kind, limits, List.of(pipelined), bytes.length)).isEqualTo(whole);
    return whole;
  }

  private static String describe(Kind kind, HeadLimits limits, String wire) {
    byte[] bytes = Ascii.bytes(wire);
    String whole = describe(kind, limits, List.of(bytes));
    assertThat(describe(kind, limits, Pieces.bytewise(bytes))).isEqualTo(whole);
    return whole;
  }

  private static String describe(Kind kind, HeadLimits limits, List<byte[]> pieces) {
    return describe(kind, limits, pieces, pieces.stream().mapToInt(it -> it.length).sum());
  }

  private static String describe(
      Kind kind, HeadLimits limits, List<byte[]> pieces, int headLength) {
    var parser = new Http1HeadParser(limits);
    HttpHead head = Heads.fresh();
    switch (kind) {
      case REQUEST -> parser.beginRequest(head);
      case RESPONSE -> parser.beginResponse(head);
      case TRAILERS -> parser.beginTrailers(head);
    }
    int taken = 0;
    for (byte[] piece : pieces) {
      ByteBuf in = Pieces.buffer(piece);
      try {
        Http1HeadParser.Result result = parser.parse(in);
        taken += in.readerIndex();
        if (result == Http1HeadParser.Result.FAILED) {
          return String.valueOf(parser.error());
        }
        if (result == Http1HeadParser.Result.COMPLETE) {
          assertThat(taken).as("first byte behind the head").isEqualTo(headLength);
          return text(kind, head);
        }
        assertThat(in.isReadable()).isFalse();
      } finally {
        in.release();
      }
    }
    return "NEED_MORE";
  }

  private static String text(Kind kind, HttpHead head) {
    StringBuilder text = new StringBuilder();
    switch (kind) {
      case REQUEST ->
          text.append(head.methodText())
              .append(" [")
              .append(head.targetText())
              .append("] path [")
              .append(Ascii.text(head.bytes(), head.pathStart(), head.pathEnd()))
              .append("] 1.")
              .append(head.minorVersion());
      case RESPONSE -> text.append(head.status()).append(" 1.").append(head.minorVersion());
      case TRAILERS -> text.append("trailers");
    }
    for (int line = 0; line < head.count(); line++) {
      text.append(" | ")
          .append(head.id(line))
          .append(' ')
          .append(head.nameText(line))
          .append("=[")
          .append(head.valueText(line))
          .append(']');
    }
    boolean connection = (head.seen() & HeaderId.CONNECTION.bit()) != 0;
    return text.append(" | seen CONNECTION ").append(connection ? "yes" : "no").toString();
  }
}
