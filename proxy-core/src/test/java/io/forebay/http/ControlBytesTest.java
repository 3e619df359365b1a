package io.forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ControlBytesTest {

  private static int naive(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      int b = bytes[i] & 0xff;
      if (b < 0x20 || b == 0x7f) {
        return i;
      }
    }
    return to;
  }

  @Test
  void everyByte_atEveryAlignment_isFoundOrNot() {
    for (int value = 0; value < 256; value++) {
      for (int at = 0; at < 24; at++) {
        byte[] bytes = new byte[24];
        Arrays.fill(bytes, (byte) 'a');
        bytes[at] = (byte) value;
        for (int from = 0; from <= 9; from++) {
          for (int to = 15; to <= 24; to++) {
            assertThat(ControlBytes.find(bytes, from, to))
                .as("%#x at %d in %d..%d", value, at, from, to)
                .isEqualTo(naive(bytes, from, to));
          }
        }
      }
    }
  }

  @Test
  void randomBytes_agreeWithNaiveLoop() {
    var random = new Random(7);
    byte[] likely = {
      0x20, 0x21, 0x7e, 0x7f, (byte) 0x80, (byte) 0xff, (byte) 0x9f, 0x1f, '\t', 'a'
    };
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      for (int i = 0; i < bytes.length; i++) {
        int pick = random.nextInt(likely.length * 3);
        bytes[i] = pick < likely.length ? likely[pick] : (byte) (0x80 | random.nextInt(256));
      }
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);
      if (ControlBytes.find(bytes, from, to) != naive(bytes, from, to)) {
        assertThat(ControlBytes.find(bytes, from, to))
            .as("%s from %d to %d", Arrays.toString(bytes), from, to)
            .isEqualTo(naive(bytes, from, to));
      }
    }
  }

  @Test
  void emptyRange_hasNone() {
    assertThat(ControlBytes.find(new byte[] {0, 0}, 1, 1)).isEqualTo(1);
  }
}
