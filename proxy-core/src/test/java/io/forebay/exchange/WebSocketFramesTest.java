package io.forebay.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WebSocketFramesTest {

  private static final int[] LENGTHS = {0, 1, 2, 125, 126, 127, 300, 65_535, 65_536, 70_000};

  private static void frame(ByteBuf out, int opcode, boolean masked, int length) {
    int mask = masked ? 0x80 : 0;
    out.writeByte(0x80 | opcode);
    if (length < 126) {
      out.writeByte(mask | length);
    } else if (length < 65_536) {
      out.writeByte(mask | 126).writeShort(length);
    } else {
      out.writeByte(mask | 127).writeLong(length);
    }
    out.writeZero(length + (masked ? 4 : 0));
  }

  /** Whatever the pieces in which they come, every end of a frame is found and nothing else. */
  @Test
  void randomFramesInRandomPieces_endsAreFound() {
    Random random = new Random(4);
    for (int history = 0; history < 300; history++) {
      ByteBuf bytes = Unpooled.buffer();
      TreeSet<Integer> ends = new TreeSet<>();
      for (int i = 0; i < 6; i++) {
        frame(bytes, 2, random.nextBoolean(), LENGTHS[random.nextInt(LENGTHS.length)]);
        ends.add(bytes.writerIndex());
      }
      WebSocketFrames frames = new WebSocketFrames();
      for (int at = 0; at < bytes.writerIndex(); ) {
        int most = random.nextBoolean() ? 3 : 40_000;
        int to = Math.min(bytes.writerIndex(), at + 1 + random.nextInt(most));
        boolean stop = random.nextBoolean() && !frames.isBetween();
        int expected = to;
        if (stop && ends.higher(at) != null && ends.higher(at) < to) {
          expected = ends.higher(at);
        }
        assertThat(frames.follow(bytes.slice(0, to), at, stop)).isEqualTo(expected);
        at = expected;
        assertThat(frames.isBetween()).as("at " + at).isEqualTo(ends.contains(at));
      }
      assertThat(frames.isClosed()).isFalse();
    }
  }

  @Test
  void closeFrame_isNoticed() {
    ByteBuf bytes = Unpooled.buffer();
    frame(bytes, 1, false, 5);
    frame(bytes, 8, true, 2);
    WebSocketFrames frames = new WebSocketFrames();
    assertThat(frames.follow(bytes, 0, false)).isEqualTo(bytes.writerIndex());
    assertThat(frames.isClosed()).isTrue();
  }

  @Test
  void lengthBeyondAllBounds_neverEnds() {
    ByteBuf bytes = Unpooled.buffer().writeByte(0x82).writeByte(127).writeLong(-1).writeZero(50);
    WebSocketFrames frames = new WebSocketFrames();
    assertThat(frames.follow(bytes, 0, false)).isEqualTo(bytes.writerIndex());
    assertThat(frames.isBetween()).isFalse();
  }
}
