package io.forebay.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hash64Test {

  /** Proxies that balance by it side by side must agree: these values never change. */
  @ParameterizedTest
  @CsvSource({
    "'', e220a8397b1dcdaf",
    "a, 6232969000262121",
    "10.0.0.1, a3ef942cc7ed3ce",
    "session-0123456789abcdef, 65fef51d47dd3726",
  })
  void of_isPinned(String text, String expected) {
    byte[] bytes = Ascii.bytes(text);
    assertThat(Long.toHexString(Hash64.of(bytes, 0, bytes.length))).isEqualTo(expected);
  }

  @Test
  void of_dependsOnTheRangeAlone() {
    byte[] bytes = Ascii.bytes("xx0123456789abcyy");
    byte[] alone = Ascii.bytes("0123456789abc");
    assertThat(Hash64.of(bytes, 2, 15)).isEqualTo(Hash64.of(alone, 0, 13));
  }

  @Test
  void zeroBytesAtTheEnd_areAnotherKey() {
    byte[] zeros = new byte[20];
    Set<Long> hashes = new HashSet<>();
    for (int length = 0; length <= zeros.length; length++) {
      hashes.add(Hash64.of(zeros, 0, length));
    }
    assertThat(hashes).hasSize(zeros.length + 1);
  }

  /** Each bit of a key changes about half of the bits of the hash, for every length. */
  @Test
  void everyBit_changesAboutHalfOfTheHash() {
    for (int length = 1; length <= 24; length++) {
      byte[] key = new byte[length];
      long hash = Hash64.of(key, 0, length);
      for (int bit = 0; bit < length * 8; bit++) {
        key[bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(Long.bitCount(hash ^ Hash64.of(key, 0, length))).isBetween(13, 51);
        key[bit / 8] ^= (byte) (1 << bit % 8);
      }
    }
  }
}
