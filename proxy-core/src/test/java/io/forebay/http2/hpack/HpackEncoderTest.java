package io.forebay.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.util.Ascii;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HpackEncoderTest {

  private final HpackEncoder encoder = new HpackEncoder();
  private final HpackDecoder decoder = new HpackDecoder(4096);

  private byte[] encode(String field) {
    byte[] block = Fields.encode(encoder, List.of(field));
    assertThat(Fields.decode(decoder, block)).containsExactly(lowerName(field));
    return block;
  }

  private static String lowerName(String field) {
    int colon = field.indexOf(':');
    return field.substring(0, colon).toLowerCase(java.util.Locale.ROOT) + field.substring(colon);
  }

  @Test
  void field_seenTheThirdTime_isOneByte() {
    assertThat(encode("Content-Type: text/html; charset=utf-8")).hasSizeGreaterThan(20);
    assertThat(encode("Content-Type: text/html; charset=utf-8")).hasSizeGreaterThan(15);
    assertThat(encode("Content-Type: text/html; charset=utf-8")).hasSize(1);
    assertThat(encode("X-Own: 1")).hasSize(9);
    assertThat(encode("X-Own: 1")).hasSize(9);
    assertThat(encode("X-Own: 1")).hasSize(1);
    assertThat(encode("Content-Type: text/html; charset=utf-8")).hasSize(1);
  }

  @Test
  void fields_thatChange_areNotRemembered() {
    for (int i = 0; i < 200; i++) {
      encode("etag: " + i);
    }
    assertThat(decoder.table().count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"authorization", "Cookie", "set-cookie", "Proxy-Authorization"})
  void credentials_areNeverIndexed(String name) {
    for (int i = 0; i < 4; i++) {
      byte[] block = encode(name + ": secret");
      assertThat(block[0] & 0xf0).isEqualTo(0x10);
    }
    assertThat(decoder.table().count()).isZero();
  }

  @Test
  void largeField_isNotRemembered() {
    for (int i = 0; i < 3; i++) {
      encode("server: " + "x".repeat(1_000));
      encode("server: " + "x".repeat(10_000));
    }
    assertThat(decoder.table().count()).isZero();
  }

  @Test
  void tableSize_loweredAndRaised_isToldOnce() {
    encoder.maxTableBytes(0);
    encoder.maxTableBytes(65536);
    encoder.begin();
    encoder.status(200);
    assertThat(Fields.finish(encoder)).isEqualTo(Fields.hex("203fe11f88"));
    encoder.begin();
    encoder.status(200);
    assertThat(Fields.finish(encoder)).isEqualTo(Fields.hex("88"));
  }

  @Test
  void tableSize_aboveOurs_isNotToldAtAll() {
    encoder.maxTableBytes(65536);
    encoder.begin();
    encoder.status(404);
    assertThat(Fields.finish(encoder)).isEqualTo(Fields.hex("8d"));
  }

  @Test
  void pseudoHeaders_areThoseOfTheStaticTable() {
    byte[] bytes = Ascii.bytes("GETPOSTPATCH/a.test");
    encoder.begin();
    encoder.method(bytes, 0, 3);
    encoder.method(bytes, 3, 7);
    encoder.scheme(true);
    encoder.scheme(false);
    encoder.path(bytes, 12, 13);
    assertThat(Fields.finish(encoder)).isEqualTo(Fields.hex("8283878684"));
    encoder.begin();
    encoder.method(bytes, 7, 12);
    encoder.authority(bytes, 13, 19);
    encoder.path(bytes, 12, 19);
    for (int status : new int[] {200, 204, 206, 304, 400, 404, 500, 103, 599}) {
      encoder.status(status);
    }
    assertThat(Fields.decode(decoder, Fields.finish(encoder)))
        .containsExactly(
            ":method: PATCH",
            ":authority: a.test",
            ":path: /a.test",
            ":status: 200",
            ":status: 204",
            ":status: 206",
            ":status: 304",
            ":status: 400",
            ":status: 404",
            ":status: 500",
            ":status: 103",
            ":status: 599");
  }
}
