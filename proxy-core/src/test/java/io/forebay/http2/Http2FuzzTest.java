package io.forebay.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.forebay.http.HeadLimits;
import io.forebay.http.HttpHead;
import io.forebay.http2.hpack.HpackDecoder;
import io.forebay.http2.hpack.HpackEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * Any frames and any header block at all: no exception, and a request that is taken is the same
 * once it was written and read again.
 */
class Http2FuzzTest {

  @FuzzTest
  void requests(byte[] block) {
    HttpHead head = read(block);
    if (head != null) {
      ByteBuf out = Unpooled.buffer();
      Http2HeadWriter.request(head, true, new HpackEncoder(), out);
      HttpHead again = read(ByteBufUtil.getBytes(out));
      assertThat(again).isNotNull();
      assertThat(again.methodText()).isEqualTo(head.methodText());
      assertThat(again.targetText()).isEqualTo(head.targetText());
      assertThat(again.authorityText()).isEqualTo(head.authorityText());
      assertThat(lines(again)).containsExactlyInAnyOrderElementsOf(lines(head));
    }
  }

  /** A cookie that was joined has a name of our own, in the letters of HTTP/1. */
  private static List<String> lines(HttpHead head) {
    return HeadFields.live(head).stream()
        .map(it -> it.replaceFirst("^Cookie: ", "cookie: "))
        .toList();
  }

  /** Whatever the bytes are, and however they are cut, the same is told of them. */
  @FuzzTest
  void frames(byte[] bytes) {
    List<String> whole = FrameReaderTest.read(bytes, Integer.MAX_VALUE);
    assertThat(FrameReaderTest.read(bytes, 1)).isEqualTo(whole);
    assertThat(FrameReaderTest.read(bytes, 7)).isEqualTo(whole);
  }

  /** The head of a request without a body, or null if it is refused. */
  private static HttpHead read(byte[] block) {
    HttpHead head = new HttpHead();
    head.reset();
    Http2HeadReader reader = new Http2HeadReader(HeadLimits.DEFAULT);
    reader.beginRequest(head, true);
    boolean sound = new HpackDecoder(4096).decode(block, 0, block.length, reader);
    return reader.finish() == null && sound ? head : null;
  }
}
