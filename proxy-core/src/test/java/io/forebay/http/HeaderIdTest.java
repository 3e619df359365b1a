package io.forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.util.Ascii;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderIdTest {

  private static HeaderId of(String name) {
    byte[] bytes = Ascii.bytes("Te" + name + "TE");
    return HeaderId.of(bytes, 2, 2 + name.length());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
  void name_inAnyCase_hasItsId(HeaderId id) {
    String name = Ascii.text(id.nameBytes(), 0, id.nameBytes().length);
    assertThat(of(name)).isEqualTo(id);
    assertThat(of(name.toLowerCase(Locale.ROOT))).isEqualTo(id);
    assertThat(of(name.toUpperCase(Locale.ROOT))).isEqualTo(id);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
  void name_withOneByteChanged_isOther(HeaderId id) {
    String name = Ascii.text(id.nameBytes(), 0, id.nameBytes().length);
    var random = new Random(1);
    for (int at = 0; at < name.length(); at++) {
      for (int round = 0; round < 20; round++) {
        char changed = (char) random.nextInt(256);
        if (Ascii.toLower((byte) changed) == Ascii.toLower((byte) name.charAt(at))) {
          continue;
        }
        String other = name.substring(0, at) + changed + name.substring(at + 1);
        if (!other.equalsIgnoreCase("X-Forwarded-For")) {
          assertThat(of(other)).as(other).isEqualTo(HeaderId.OTHER);
        }
      }
    }
    assertThat(of(name + "x")).isEqualTo(HeaderId.OTHER);
    assertThat(of(name.substring(1))).isEqualTo(HeaderId.OTHER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X", "T", "Cookie2", "Content-Length2", "\u00c8ost", "H\u00f6st"})
  void name_ofNoInterest_isOther(String name) {
    assertThat(of(name)).isEqualTo(HeaderId.OTHER);
  }

  @ParameterizedTest
  @EnumSource
  void bit_isOneOfEach(HeaderId id) {
    assertThat(Long.bitCount(id.bit())).isEqualTo(1);
    assertThat(HeaderId.values().length).isLessThanOrEqualTo(64);
    assertThat(HeaderId.at(id.ordinal())).isEqualTo(id);
  }
}
