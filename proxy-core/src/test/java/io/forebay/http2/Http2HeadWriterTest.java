package io.forebay.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.HeaderBlock;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http2.hpack.HpackDecoder;
import io.forebay.http2.hpack.HpackEncoder;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class Http2HeadWriterTest {

  private final HpackEncoder encoder = new HpackEncoder();
  private final HpackDecoder decoder = new HpackDecoder(4096);

  private List<String> written(Consumer<ByteBuf> writer) {
    ByteBuf out = Unpooled.buffer();
    writer.accept(out);
    byte[] block = ByteBufUtil.getBytes(out);
    var fields = new ArrayList<String>();
    boolean sound =
        decoder.decode(
            block,
            0,
            block.length,
            (name, nameFrom, nameTo, value, valueFrom, valueTo, id) ->
                fields.add(
                    Ascii.text(name, nameFrom, nameTo)
                        + ": "
                        + Ascii.text(value, valueFrom, valueTo)));
    assertThat(sound).isTrue();
    return fields;
  }

  private static HttpHead request(String... fields) {
    var head = new HttpHead();
    assertThat(HeadFields.request(head, true, fields)).isNull();
    return head;
  }

  private static String[] get() {
    return new String[] {
      ":method",
      "GET",
      ":scheme",
      "http",
      ":authority",
      "a.test",
      ":path",
      "/p?q",
      "te",
      "trailers",
      "x-a",
      "1"
    };
  }

  @Test
  void request_isWrittenAsItCame() {
    HttpHead head = request(get());
    for (int i = 0; i < 3; i++) {
      assertThat(written(out -> Http2HeadWriter.request(head, true, encoder, out)))
          .containsExactly(
              ":method: GET",
              ":scheme: https",
              ":authority: a.test",
              ":path: /p?q",
              "te: trailers",
              "x-a: 1");
    }
  }

  @Test
  void request_thatWasEdited_isWrittenAsItIs() {
    HttpHead head = request(get());
    head.removeAll(HeaderId.HOST.bit());
    head.remove(head.indexOf(Ascii.bytes("x-a")));
    int target = head.end();
    head.appendBytes(Ascii.bytes("/new"));
    head.target(target, head.end());
    head.add(
        HeaderBlock.builder()
            .add("Host", "b.test")
            .add("X-Forwarded-For", "192.0.2.1")
            .add("Connection", "close")
            .add("Transfer-Encoding", "chunked")
            .add("Upgrade", "h2c")
            .add("Keep-Alive", "1")
            .build());
    assertThat(written(out -> Http2HeadWriter.request(head, false, encoder, out)))
        .containsExactly(
            ":method: GET",
            ":scheme: http",
            ":authority: b.test",
            ":path: /new",
            "te: trailers",
            "x-forwarded-for: 192.0.2.1");
  }

  @Test
  void response_ofOurOwn_isWritten() {
    var head = new HttpHead();
    head.response(503);
    head.add(HeaderId.CONTENT_TYPE, Ascii.bytes("text/plain"));
    head.add(HeaderId.CONNECTION, Ascii.bytes("close"));
    assertThat(written(out -> Http2HeadWriter.response(head, encoder, out)))
        .containsExactly(":status: 503", "content-type: text/plain");
  }

  @Test
  void trailers_areWrittenWithoutPseudoHeaders() {
    var head = new HttpHead();
    assertThat(HeadFields.trailers(head, "grpc-status", "0")).isNull();
    assertThat(written(out -> Http2HeadWriter.trailers(head, encoder, out)))
        .containsExactly("grpc-status: 0");
  }
}
