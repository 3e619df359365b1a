package io.forebay.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.HeadLimits;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.http2.HeadFields;
import io.forebay.http2.Http2HeadReader;
import io.forebay.http2.Http2HeadWriter;
import io.forebay.http2.hpack.HpackDecoder;
import io.forebay.http2.hpack.HpackEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Random heads that HTTP/1 takes: written as header blocks of one connection they hold to the rules
 * of HTTP/2, and mean the same.
 */
class Http1ToHttp2Test {

  private static final String[] LINES = {
    "X-A: 1",
    "x-b:2",
    "Accept: */*",
    "Cookie: a=b",
    "Set-Cookie: a=b; Path=/",
    "Connection: close, X-Named",
    "X-Named: gone",
    "Keep-Alive: timeout=5",
    "Proxy-Connection: keep-alive",
    "TE: gzip",
    "Empty:",
    "Tab:\ta\tb\t",
    "Server: x\u00e4y",
    "Date: Mon, 21 Oct 2013 20:13:21 GMT",
    "Content-Type: text/html"
  };

  private final Random random = new Random(7);
  private final HpackEncoder encoder = new HpackEncoder();
  private final HpackDecoder decoder = new HpackDecoder(4096);

  private String head(String first, String... more) {
    var lines = new ArrayList<>(List.of(first));
    lines.addAll(List.of(more));
    for (int count = random.nextInt(8); count > 0; count--) {
      lines.add(LINES[random.nextInt(LINES.length)]);
    }
    return String.join("|", lines);
  }

  @Test
  void requests_meanTheSame() {
    for (int i = 0; i < 3_000; i++) {
      String path = "/" + Integer.toString(random.nextInt(100), 36) + "?q";
      String target = random.nextBoolean() ? path : "http://b.test" + path;
      HttpHead head = Heads.request(head("GET " + target + " HTTP/1.1", "Host: a.test:80"));
      assertThat(Http1RequestRules.apply(head)).isNull();

      HttpHead read = Heads.fresh();
      Http2HeadReader reader = new Http2HeadReader(HeadLimits.DEFAULT);
      reader.beginRequest(read, true);
      decode(reader, block(out -> Http2HeadWriter.request(head, false, encoder, out)));

      assertThat(reader.finish()).isNull();
      assertThat(read.targetText()).isEqualTo(path);
      assertThat(read.authorityText()).isEqualTo(head.authorityText());
      assertThat(fields(read)).isEqualTo(fields(head));
    }
  }

  @Test
  void responses_meanTheSame() {
    for (int i = 0; i < 3_000; i++) {
      int status = 200 + random.nextInt(300);
      HttpHead head = Heads.response(head("HTTP/1.1 " + status, "Transfer-Encoding: chunked"));
      assertThat(Http1Framing.response(head, HttpMethod.GET)).isNull();
      assertThat(ConnectionOptions.apply(head)).isTrue();

      HttpHead read = Heads.fresh();
      Http2HeadReader reader = new Http2HeadReader(HeadLimits.DEFAULT);
      reader.beginResponse(read, HttpMethod.GET, false);
      decode(reader, block(out -> Http2HeadWriter.response(head, encoder, out)));

      assertThat(reader.finish()).isNull();
      assertThat(read.status()).isEqualTo(status);
      assertThat(read.framing()).isEqualTo(head.framing());
      assertThat(fields(read)).isEqualTo(fields(head));
    }
  }

  private static byte[] block(Consumer<ByteBuf> writer) {
    ByteBuf out = Unpooled.buffer();
    writer.accept(out);
    return ByteBufUtil.getBytes(out);
  }

  private void decode(Http2HeadReader reader, byte[] block) {
    assertThat(decoder.decode(block, 0, block.length, reader))
        .as(new String(block, StandardCharsets.ISO_8859_1))
        .isTrue();
  }

  /** Sorted, with names in lower case, cookies and Host left out: these are joined and moved. */
  private static List<String> fields(HttpHead head) {
    return HeadFields.live(head).stream()
        .map(
            it ->
                it.substring(0, it.indexOf(':')).toLowerCase(Locale.ROOT)
                    + it.substring(it.indexOf(':')))
        .filter(it -> !it.startsWith("cookie:") && !it.startsWith("host:"))
        .sorted()
        .toList();
  }
}
