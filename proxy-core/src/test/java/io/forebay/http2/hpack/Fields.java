package io.forebay.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.HeaderId;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** Fields as {@code name: value}, and blocks of them. */
final class Fields {

  private Fields() {}

  /** What {@code decoder} makes of a block, which must be sound. */
  static List<String> decode(HpackDecoder decoder, byte[] block) {
    var fields = new ArrayList<String>();
    assertThat(decoder.decode(block, 0, block.length, collector(fields))).isTrue();
    return fields;
  }

  /** Collects fields, and checks the ids that come with them. */
  static FieldSink collector(List<String> fields) {
    return (name, nameFrom, nameTo, value, valueFrom, valueTo, id) -> {
      assertThat(id).isEqualTo(HeaderId.of(name, nameFrom, nameTo));
      fields.add(Ascii.text(name, nameFrom, nameTo) + ": " + Ascii.text(value, valueFrom, valueTo));
    };
  }

  /** The block that {@code encoder} makes of fields without pseudo-headers. */
  static byte[] encode(HpackEncoder encoder, List<String> fields) {
    encoder.begin();
    for (String field : fields) {
      int colon = field.indexOf(": ", 1);
      byte[] bytes = Ascii.bytes(field);
      encoder.field(bytes, 0, colon, colon + 2, bytes.length);
    }
    return finish(encoder);
  }

  static byte[] finish(HpackEncoder encoder) {
    ByteBuf out = Unpooled.buffer();
    encoder.finish(out);
    return ByteBufUtil.getBytes(out);
  }

  /** Bytes from hexadecimal digits and spaces. */
  static byte[] hex(String digits) {
    return ByteBufUtil.decodeHexDump(digits.replace(" ", ""));
  }
}
