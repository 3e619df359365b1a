package io.forebay.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.util.Ascii;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HuffmanTest {

  private static byte[] encode(byte[] text) {
    byte[] out = new byte[Huffman.encodedLength(text, 0, text.length)];
    Huffman.encode(text, 0, text.length, out, 0);
    return out;
  }

  private static byte[] decode(byte[] code) {
    byte[] out = new byte[Huffman.decodedBound(code.length)];
    int length = Huffman.decode(code, 0, code.length, out);
    return length < 0 ? null : java.util.Arrays.copyOf(out, length);
  }

  @Test
  void encode_text_isThatOfTheStandard() {
    assertThat(encode(Ascii.bytes("www.example.com")))
        .isEqualTo(Fields.hex("f1e3 c2e5 f23a 6ba0 ab90 f4ff"));
  }

  @Test
  void decode_anyBytesEncoded_areThoseBytes() {
    var random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      byte[] text = new byte[random.nextInt(60)];
      random.nextBytes(text);
      assertThat(decode(encode(text))).isEqualTo(text);
    }
  }

  @Test
  void decode_randomBytes_isRefusedOrTheirOnlyCode() {
    var random = new Random(2);
    int decoded = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] code = new byte[random.nextInt(12)];
      random.nextBytes(code);
      byte[] text = decode(code);
      if (text != null) {
        decoded++;
        assertThat(encode(text)).isEqualTo(code);
      }
    }
    assertThat(decoded).isGreaterThan(100);
  }

  /** Padding that is too long, is not ones, or the symbol for the end itself. */
  @ParameterizedTest
  @ValueSource(strings = {"ff", "1fff", "18", "fffffffc", "ffffffff", "1cfffffffe"})
  void decode_badEnd_isRefused(String code) {
    assertThat(decode(Fields.hex(code))).isNull();
  }

  @Test
  void decode_paddingOfOnes_isTaken() {
    assertThat(decode(Fields.hex("1f"))).isEqualTo(Ascii.bytes("a"));
    assertThat(decode(new byte[0])).isEmpty();
  }
}
