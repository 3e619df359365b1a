package io.forebay.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random connections, with another implementation at the other end. */
class HpackInteropTest {

  private static final int CONNECTIONS = 150;
  private static final int BLOCKS = 25;
  private static final String[] NAMES = {
    "content-type",
    "server",
    "date",
    "cookie",
    "set-cookie",
    "authorization",
    "x-a",
    "x-request-id",
    "cache-control",
    "etag",
    "accept-encoding",
    "content-length",
    "vary",
    "x-long-name-of-our-own"
  };

  private final Random random = new Random(5);

  @Test
  void encoder_ofOurs_isUnderstood() throws Exception {
    for (int connection = 0; connection < CONNECTIONS; connection++) {
      var encoder = new HpackEncoder();
      var foreign = new DefaultHttp2HeadersDecoder(false, 1 << 24);
      for (int i = 0; i < BLOCKS; i++) {
        for (int changes = random.nextInt(12); changes > 9; changes--) {
          int size = tableSize();
          foreign.configuration().maxHeaderTableSize(size);
          encoder.maxTableBytes(size);
        }
        List<String> fields = fields();
        Http2Headers read =
            foreign.decodeHeaders(1, Unpooled.wrappedBuffer(Fields.encode(encoder, fields)));
        assertThat(texts(read)).isEqualTo(fields);
      }
    }
  }

  @Test
  void decoder_ofOurs_understands() throws Exception {
    for (int connection = 0; connection < CONNECTIONS; connection++) {
      var decoder = new HpackDecoder(4096);
      var foreign =
          new DefaultHttp2HeadersEncoder(
              (name, value) -> random.nextInt(10) == 0, true, 16, random.nextInt(100));
      for (int i = 0; i < BLOCKS; i++) {
        if (random.nextInt(6) == 0) {
          foreign.configuration().maxHeaderTableSize(Math.min(4096, tableSize()));
        }
        List<String> fields = fields();
        ByteBuf out = Unpooled.buffer();
        foreign.encodeHeaders(1, headers(fields), out);
        assertThat(Fields.decode(decoder, ByteBufUtil.getBytes(out))).isEqualTo(fields);
      }
    }
  }

  private int tableSize() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextInt(300);
      case 2 -> random.nextInt(4097);
      default -> 4096 + random.nextInt(10_000);
    };
  }

  /** Values that come again, and values that do not, up to more than a table. */
  private List<String> fields() {
    var fields = new ArrayList<String>();
    for (int i = random.nextInt(12); i > 0; i--) {
      String name = NAMES[random.nextInt(NAMES.length)];
      String value =
          switch (random.nextInt(4)) {
            case 0, 1 -> "value " + random.nextInt(3);
            case 2 -> Integer.toString(random.nextInt(), 36);
            default -> bytes(random.nextInt(20) == 0 ? 5_000 : 100);
          };
      fields.add(name + ": " + value);
    }
    return fields;
  }

  private String bytes(int bound) {
    byte[] value = new byte[random.nextInt(bound)];
    random.nextBytes(value);
    return Ascii.text(value, 0, value.length);
  }

  private static Http2Headers headers(List<String> fields) {
    var headers = new DefaultHttp2Headers(false);
    for (String field : fields) {
      int colon = field.indexOf(": ");
      headers.add(
          new AsciiString(Ascii.bytes(field.substring(0, colon))),
          new AsciiString(Ascii.bytes(field.substring(colon + 2))));
    }
    return headers;
  }

  private static List<String> texts(Http2Headers headers) {
    var texts = new ArrayList<String>();
    for (var field : headers) {
      texts.add(text(field.getKey()) + ": " + text(field.getValue()));
    }
    return texts;
  }

  private static String text(CharSequence value) {
    byte[] bytes = AsciiString.of(value).toByteArray();
    return Ascii.text(bytes, 0, bytes.length);
  }
}
