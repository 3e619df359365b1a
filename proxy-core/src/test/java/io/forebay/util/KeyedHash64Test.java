package io.forebay.util;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyedHash64Test {
  private static final KeyedHash64 KNOWN =
      new KeyedHash64(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

  /** The first vectors of the reference implementation, and the one of its paper (15 bytes). */
  @ParameterizedTest
  @CsvSource({
    "0, 726fdb47dd0e0e31",
    "1, 74f839c593dc67fd",
    "8, 93f5f5799a932462",
    "15, a129ca6149be45e5",
  })
  void hash_isSipHash24(int length, String expected) {
    byte[] bytes = new byte[length + 2];
    for (int i = 0; i < length; i++) {
      bytes[i + 1] = (byte) i;
    }
    assertThat(Long.toHexString(KNOWN.of(bytes, 1, length + 1))).isEqualTo(expected);
  }

  @Test
  void hashOfNumbers_isThatOfTheirBytes() {
    byte[] bytes = {1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0};
    assertThat(KNOWN.of(1, 2)).isEqualTo(KNOWN.of(bytes, 0, 16)).isNotEqualTo(KNOWN.of(2, 1));
  }

  @Test
  void random_isAnotherEachTime() {
    byte[] bytes = Ascii.bytes("key");
    assertThat(KeyedHash64.random().of(bytes, 0, 3))
        .isNotEqualTo(KeyedHash64.random().of(bytes, 0, 3));
  }
}
