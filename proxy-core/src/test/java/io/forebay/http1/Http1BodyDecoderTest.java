package io.forebay.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.Framing;
import io.forebay.http.HeadLimits;
import io.forebay.http.HeadPool;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.testkit.LeakExtension;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakExtension.class)
class Http1BodyDecoderTest {

  /**
   * How a body was read.
   *
   * @param verdict done, more or failed
   * @param body the bytes before that
   * @param taken bytes of the wire up to the end of the body; -1 if it has not ended well
   */
  private record Outcome(String verdict, String body, List<String> trailers, int taken) {}

  // ---- length ----

  @Test
  void length_inPieces_isWhole() {
    for (List<byte[]> way : Pieces.ways(Ascii.bytes("hello world"))) {
      assertThat(decode(Framing.LENGTH, 11, way))
          .isEqualTo(new Outcome("done", "hello world", List.of(), 11));
    }
  }

  @Test
  void length_withNextMessageBehind_endsBefore() {
    assertThat(decode(Framing.LENGTH, 5, List.of(Ascii.bytes("helloGET / HTTP/1.1\r\n"))))
        .isEqualTo(new Outcome("done", "hello", List.of(), 5));
  }

  @Test
  void length_beyondAnInt_isCounted() {
    var decoder = new Http1BodyDecoder(HeadLimits.DEFAULT, new HeadPool());
    decoder.begin(Framing.LENGTH, 1L << 40);
    assertThat(decoder.expected()).isEqualTo(1L << 40);
    ByteBuf in = Pieces.buffer(new byte[100]);
    ByteBuf data = decoder.next(in);
    assertThat(data).isSameAs(in);
    assertThat(decoder.expected()).isEqualTo((1L << 40) - 100);
    assertThat(decoder.isDone()).isFalse();
    in.release();
  }

  @Test
  void noBody_isDoneAtOnce() {
    assertThat(decode(Framing.NONE, 0, List.of(Ascii.bytes("GET"))))
        .isEqualTo(new Outcome("done", "", List.of(), 0));
  }

  @Test
  void untilClose_takesEverything() {
    for (Framing framing : new Framing[] {Framing.UNTIL_CLOSE, Framing.TUNNEL}) {
      assertThat(decode(framing, -1, List.of(Ascii.bytes("a"), Ascii.bytes("b\r\n"))))
          .isEqualTo(new Outcome("more", "ab\r\n", List.of(), -1));
    }
  }

  // ---- ownership ----

  @Test
  void next_whenAllIsBody_handsOnTheBufferItself() {
    var decoder = new Http1BodyDecoder(HeadLimits.DEFAULT, new HeadPool());
    decoder.begin(Framing.LENGTH, 5);
    ByteBuf in = Pieces.buffer(Ascii.bytes("hello"));
    assertThat(decoder.next(in)).isSameAs(in);
    assertThat(in.refCnt()).isEqualTo(1);
    assertThat(in.readableBytes()).isEqualTo(5);
    assertThat(decoder.isDone()).isTrue();
    in.release();
  }

  @Test
  void next_whenMoreFollows_givesASliceThatKeepsTheBuffer() {
    var decoder = new Http1BodyDecoder(HeadLimits.DEFAULT, new HeadPool());
    decoder.begin(Framing.CHUNKED, -1);
    ByteBuf in = Pieces.buffer(Ascii.bytes("2\r\nab\r\n3\r\ncde\r\n0\r\n\r\nnext"));
    ByteBuf first = decoder.next(in);
    ByteBuf second = decoder.next(in);
    assertThat(decoder.next(in)).isNull();
    assertThat(decoder.isDone()).isTrue();
    assertThat(decoder.next(in)).as("done stays done").isNull();
    assertThat(in.toString(ISO_8859_1)).isEqualTo("next");
    in.release();
    assertThat(first.toString(ISO_8859_1)).isEqualTo("ab");
    assertThat(second.toString(ISO_8859_1)).isEqualTo("cde");
    first.release();
    assertThat(in.refCnt()).isEqualTo(1);
    second.release();
    assertThat(in.refCnt()).isZero();
  }

  @Test
  void next_afterAnError_takesNothingMore() {
    var decoder = new Http1BodyDecoder(HeadLimits.DEFAULT, new HeadPool());
    decoder.begin(Framing.CHUNKED, -1);
    ByteBuf in = Pieces.buffer(Ascii.bytes("x\r\nab"));
    assertThat(decoder.next(in)).isNull();
    assertThat(decoder.error()).isEqualTo(ProxyError.MALFORMED_REQUEST);
    int left = in.readableBytes();
    assertThat(decoder.next(in)).isNull();
    assertThat(in.readableBytes()).isEqualTo(left);
    in.release();
    decoder.begin(Framing.LENGTH, 1);
    assertThat(decoder.error()).isNull();
  }

  // ---- chunked ----

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0||;''",
        "5|hello|0||;hello",
        "05|hello|00||;hello",
        "00000000000000000000000000000005|hello|0||;hello",
        "A|0123456789|0||;0123456789",
        "a|0123456789|0||;0123456789",
        "1|a|2|bc|3|def|0||;abcdef",
        "5,x=y|hello|0||;hello",
        "5,x=\"a b\"|hello|0,last||;hello",
        "5,|hello|0||;hello",
        "5 ,x|hello|0\t ,y||;hello",
        "5,x=\u00e9\t|hello|0||;hello",
      })
  void chunked_ofLegalForm_isTaken(String wire, String body) {
    // The comma stands for the semicolon of extensions.
    String text = wire.replace(',', ';').replace("|", "\r\n");
    assertThat(chunkedAllWays(text)).isEqualTo(new Outcome("done", body, List.of(), text.length()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "|",
        "|5|",
        " 5|hello|0||",
        "5 |hello|0||",
        "5\t|hello|0||",
        "5 6|hello|0||",
        "+5|hello|0||",
        "-5|hello|0||",
        "0x5|hello|0||",
        "5g|hello|0||",
        "g|",
        ";x|",
        "\u0665|",
        "1000000000000000|",
        "ffffffffffffffff|",
        "10000000000000005|hello|0||",
        "000000000000000000000000000000005|hello|0||",
        "5\nhello|0||",
        "5\rhello|0||",
        "5\r\rhello|0||",
        "5|hello\n0||",
        "5|hello\r0||",
        "5|hello0||",
        "5|helloXX0||",
        "5|hello\n\r0||",
        "5;a\nb|hello|0||",
        "5;a\rb|hello|0||",
        "5;a=\u0001|hello|0||",
        "5;a=\u0000|hello|0||",
        "5;a=\u007f|hello|0||",
        "0|\n",
        "0|\rx",
        "0\n\n",
        "0|X-A: b\n|",
        "0| X-A: b||",
        "0|X-A : b||",
        "0|X-A||",
        "0|X-A: b| c||",
        "0|X-A: b\u0000||",
      })
  void chunked_ofOtherForm_isRefused(String wire) {
    Outcome outcome = chunkedAllWays(wire.replace("|", "\r\n").replace('\u0665', '\u00d9'));
    assertThat(outcome.verdict).isEqualTo("failed");
  }

  @Test
  void chunked_ofLargestSize_isCounted() {
    var decoder = new Http1BodyDecoder(HeadLimits.DEFAULT, new HeadPool());
    decoder.begin(Framing.CHUNKED, -1);
    ByteBuf in = Pieces.buffer(Ascii.bytes("fffffffffffffff\r\n"));
    assertThat(decoder.next(in)).isNull();
    in.release();
    assertThat(decoder.error()).isNull();
    assertThat(decoder.expected()).isEqualTo((1L << 60) - 1);
  }

  @Test
  void chunked_cutShort_isNotDone() {
    String wire = "5;x\r\nhello\r\n0\r\nX-A: b\r\n\r\n";
    for (int end = 1; end < wire.length(); end++) {
      assertThat(chunkedAllWays(wire.substring(0, end)).verdict).isEqualTo("more");
    }
  }

  @Test
  void extensions_overWholeBody_areBounded() {
    String extension = "x".repeat(1023);
    String chunk = "1;" + extension + "\r\na\r\n";
    String legal = chunk.repeat(16) + "0\r\n\r\n";
    assertThat(decode(Framing.CHUNKED, -1, List.of(Ascii.bytes(legal))).verdict).isEqualTo("done");
    String tooMany = chunk.repeat(17) + "0\r\n\r\n";
    assertThat(decode(Framing.CHUNKED, -1, List.of(Ascii.bytes(tooMany))).verdict)
        .isEqualTo("failed");
    String spaces = "1" + " ".repeat(17 * 1024) + ";\r\na\r\n0\r\n\r\n";
    assertThat(decode(Framing.CHUNKED, -1, List.of(Ascii.bytes(spaces))).verdict)
        .isEqualTo("failed");
  }

  // ---- trailers ----

  @Test
  void trailers_areTaken() {
    assertThat(chunkedAllWays("1\r\na\r\n0\r\nX-Sum: 7\r\nServer-Timing: \t x \r\n\r\n"))
        .isEqualTo(new Outcome("done", "a", List.of("X-Sum: 7", "Server-Timing: x"), 42));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length",
        "transfer-encoding",
        "HOST",
        "Connection",
        "Trailer",
        "Keep-Alive",
        "Proxy-Connection",
        "Upgrade",
        "TE",
        "Expect",
        "HTTP2-Settings",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X-Forwarded-Port",
        "X-Real-IP",
        "Forwarded",
      })
  void trailers_thatFrameRouteOrIdentify_areRefused(String name) {
    assertThat(chunkedAllWays("0\r\nX-A: b\r\n" + name + ": 1\r\n\r\n").verdict)
        .isEqualTo("failed");
  }

  @Test
  void trailers_overLimit_areRefused() {
    String one = "X-A: b\r\n";
    assertThat(
            decode(Framing.CHUNKED, -1, List.of(Ascii.bytes("0\r\n" + one.repeat(100) + "\r\n"))))
        .extracting(Outcome::verdict)
        .isEqualTo("done");
    assertThat(
            decode(Framing.CHUNKED, -1, List.of(Ascii.bytes("0\r\n" + one.repeat(101) + "\r\n"))))
        .extracting(Outcome::verdict)
        .isEqualTo("failed");
  }

  @Test
  void trailers_ofOneBody_areNotThoseOfTheNext() {
    var decoder = new Http1BodyDecoder(HeadLimits.DEFAULT, new HeadPool());
    assertThat(
            run(decoder, Framing.CHUNKED, -1, List.of(Ascii.bytes("0\r\nX-A: b\r\n\r\n"))).trailers)
        .hasSize(1);
    assertThat(run(decoder, Framing.CHUNKED, -1, List.of(Ascii.bytes("0\r\n\r\n"))).trailers)
        .isEmpty();
    assertThat(run(decoder, Framing.LENGTH, 1, List.of(Ascii.bytes("a"))).trailers).isEmpty();
  }

  @Test
  void emptyTrailerSection_needsNoHead() {
    var heads = new HeadPool();
    HttpHead pooled = heads.acquire();
    heads.release(pooled);
    var decoder = new Http1BodyDecoder(HeadLimits.DEFAULT, heads);
    run(decoder, Framing.CHUNKED, -1, List.of(Ascii.bytes("1\r\na\r\n0\r\n\r\n")));
    assertThat(heads.acquire()).as("still in the pool").isSameAs(pooled);
    heads.release(pooled);
    run(decoder, Framing.CHUNKED, -1, List.of(Ascii.bytes("0\r\nX-A: b\r\n\r\n")));
    assertThat(decoder.trailers()).isSameAs(pooled);
    decoder.releaseTrailers();
    assertThat(heads.acquire()).as("given back").isSameAs(pooled);
  }

  // ---- limit ----

  @ParameterizedTest
  @CsvSource({"5,done", "6,done", "4,failed", "0,failed"})
  void limitOfChunkedBody_isExact(long limit, String verdict) {
    String wire = "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n";
    for (List<byte[]> way : Pieces.ways(Ascii.bytes(wire))) {
      var decoder = new Http1BodyDecoder(HeadLimits.DEFAULT, new HeadPool());
      Outcome outcome = run(decoder, Framing.CHUNKED, -1, way, limit);
      assertThat(outcome.verdict).isEqualTo(verdict);
      if (verdict.equals("failed")) {
        assertThat(decoder.error()).isEqualTo(ProxyError.BODY_TOO_LARGE);
      }
    }
  }

  // ---- looking ahead ----

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "5|hello|0||;true",
        "5|hel;true",
        "5|hello|0|X-A: b||;true",
        "x;false",
        "5|helloX;false",
        "5|hello|0|X A: b||;false",
        "5|hello|zz;false"
      })
  void isSound_seesFaultsAndTakesNothing(String wire, boolean sound) {
    var decoder = new Http1BodyDecoder(HeadLimits.DEFAULT, new HeadPool());
    decoder.begin(Framing.CHUNKED, -1);
    ByteBuf in = Pieces.buffer(Ascii.bytes(wire.replace("|", "\r\n")));
    int before = in.readableBytes();
    assertThat(decoder.isSound(in)).isEqualTo(sound);
    assertThat(in.readableBytes()).isEqualTo(before);
    assertThat(decoder.error()).isNull();
    in.release();
  }

  // ---- against a naive model ----

  @Test
  void randomBodies_agreeWithNaiveModel() {
    var random = new Random(9112);
    int done = 0;
    int failed = 0;
    for (int round = 0; round < 2_000; round++) {
      byte[] wire = randomChunked(random);
      if (round % 2 == 1) {
        mutate(wire, random);
      }
      Outcome expected = naive(new String(wire, ISO_8859_1));
      List<List<byte[]>> ways =
          List.of(List.of(wire), Pieces.bytewise(wire), Pieces.random(wire, random));
      for (List<byte[]> way : ways) {
        assertThat(decode(Framing.CHUNKED, -1, way))
            .as(() -> "round with " + Arrays.toString(wire))
            .isEqualTo(expected);
      }
      done += expected.verdict.equals("done") ? 1 : 0;
      failed += expected.verdict.equals("failed") ? 1 : 0;
    }
    assertThat(done).isGreaterThan(1_000);
    assertThat(failed).isGreaterThan(300);
  }

  private static byte[] randomChunked(Random random) {
    StringBuilder wire = new StringBuilder();
    for (int chunks = random.nextInt(5); chunks > 0; chunks--) {
      int size = 1 + random.nextInt(40);
      wire.append("0".repeat(random.nextInt(3)))
          .append(random.nextBoolean() ? Integer.toHexString(size) : String.format("%X", size))
          .append(new String[] {"", "", ";a=b", " ;c", ";d=\"e;f\""}[random.nextInt(5)])
          .append("\r\n");
      for (int i = 0; i < size; i++) {
        wire.append((char) random.nextInt(256));
      }
      wire.append("\r\n");
    }
    wire.append("0").append(random.nextInt(3) == 0 ? ";z" : "").append("\r\n");
    for (int fields = random.nextInt(3); fields > 0; fields--) {
      wire.append("X-").append(random.nextInt(10)).append(": v\r\n");
    }
    return Ascii.bytes(wire.append("\r\n").append(random.nextBoolean() ? "GET /" : "").toString());
  }

  private static void mutate(byte[] wire, Random random) {
    String bytes = "\r\n;: \t0159afxX\u0000\u007f\u0080-+";
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      wire[random.nextInt(wire.length)] = (byte) bytes.charAt(random.nextInt(bytes.length()));
    }
  }

  /** The same rules on the whole text at once, written to be read. */
  private static Outcome naive(String wire) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (true) {
      int end = at;
      while (end < wire.length() && wire.charAt(end) != '\r' && wire.charAt(end) != '\n') {
        end++;
      }
      String line = wire.substring(at, end);
      boolean partial = end + 1 >= wire.length();
      if (!line.matches(partial && end == wire.length() ? SIZE_LINE_BEGUN : SIZE_LINE)
          || (end < wire.length() && wire.charAt(end) == '\n')
          || (end + 1 < wire.length() && wire.charAt(end + 1) != '\n')) {
        return new Outcome("failed", body.toString(), List.of(), -1);
      }
      if (partial) {
        return new Outcome("more", body.toString(), List.of(), -1);
      }
      int size =
          Integer.parseInt(line.replaceFirst("[ \t]*;.*", "").replaceFirst("^0+(?=.)", ""), 16);
      at = end + 2;
      if (size == 0) {
        return naiveTrailers(wire, at, body.toString());
      }
      body.append(wire, at, Math.min(at + size, wire.length()));
      at += size;
      for (char c : "\r\n".toCharArray()) {
        if (at >= wire.length()) {
          return new Outcome("more", body.toString(), List.of(), -1);
        }
        if (wire.charAt(at++) != c) {
          return new Outcome("failed", body.toString(), List.of(), -1);
        }
      }
    }
  }

  private static final String EXTENSION = ";[\t\\x20-\\x7e\\x80-\\xff]*";
  private static final String SIZE_LINE = "[0-9a-fA-F]+([ \t]*" + EXTENSION + ")?";
  private static final String SIZE_LINE_BEGUN = "([0-9a-fA-F]+[ \t]*(" + EXTENSION + ")?)?";

  private static Outcome naiveTrailers(String wire, int start, String body) {
    List<String> trailers = new ArrayList<>();
    int at = start;
    while (true) {
      for (int i = at; i < wire.length(); i++) {
        char c = wire.charAt(i);
        if (c == '\r') {
          break;
        }
        if ((c < 0x20 && c != '\t') || c == 0x7f) {
          return new Outcome("failed", body, List.of(), -1);
        }
      }
      int end = wire.indexOf('\r', at);
      if (end < 0 || end + 1 == wire.length()) {
        return new Outcome("more", body, List.of(), -1);
      }
      String line = wire.substring(at, end);
      if (wire.charAt(end + 1) != '\n') {
        return new Outcome("failed", body, List.of(), -1);
      }
      at = end + 2;
      if (line.isEmpty()) {
        return new Outcome("done", body, trailers, at);
      }
      int colon = line.indexOf(':');
      if (colon < 1 || !line.substring(0, colon).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
        return new Outcome("failed", body, List.of(), -1);
      }
      String value = line.substring(colon + 1).replaceAll("^[ \t]+|[ \t]+$", "");
      trailers.add(line.substring(0, colon) + ": " + value);
    }
  }

  // ---- running ----

  private static Outcome chunkedAllWays(String wire) {
    byte[] bytes = Ascii.bytes(wire);
    Outcome whole = decode(Framing.CHUNKED, -1, List.of(bytes));
    for (List<byte[]> way : Pieces.ways(bytes)) {
      assertThat(decode(Framing.CHUNKED, -1, way)).isEqualTo(whole);
    }
    byte[] followed = Ascii.bytes(wire + "GET / HTTP/1.1\r\n\r\n");
    if (whole.verdict.equals("done")) {
      assertThat(decode(Framing.CHUNKED, -1, List.of(followed))).isEqualTo(whole);
    }
    return whole;
  }

  private static Outcome decode(Framing framing, long length, List<byte[]> pieces) {
    return run(new Http1BodyDecoder(HeadLimits.DEFAULT, new HeadPool()), framing, length, pieces);
  }

  private static Outcome run(
      Http1BodyDecoder decoder, Framing framing, long length, List<byte[]> pieces) {
    return run(decoder, framing, length, pieces, Long.MAX_VALUE);
  }

  private static Outcome run(
      Http1BodyDecoder decoder, Framing framing, long length, List<byte[]> pieces, long limit) {
    decoder.begin(framing, length);
    decoder.limit(limit);
    StringBuilder body = new StringBuilder();
    int taken = 0;
    for (byte[] piece : pieces) {
      ByteBuf in = Pieces.buffer(piece);
      boolean ours = true;
      while (ours && in.isReadable() && !decoder.isDone() && decoder.error() == null) {
        ByteBuf data = decoder.next(in);
        if (data != null) {
          body.append(data.toString(ISO_8859_1));
          ours = data != in;
          data.release();
        }
      }
      taken += ours ? in.readerIndex() : piece.length;
      if (ours) {
        in.release();
      }
      assertThat(in.refCnt()).isZero();
      if (decoder.isDone() || decoder.error() != null) {
        break;
      }
    }
    boolean done = decoder.isDone();
    String verdict = done ? "done" : decoder.error() == null ? "more" : "failed";
    HttpHead trailers = done ? decoder.trailers() : null;
    return new Outcome(
        verdict,
        body.toString(),
        trailers == null ? List.of() : Heads.live(trailers),
        done ? taken : -1);
  }
}
