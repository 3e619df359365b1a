package io.forebay.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FramesTest {
  private final Frames frames = new Frames(4);

  private void add(String message) {
    byte[] bytes = ("(" + message + ")").getBytes(StandardCharsets.UTF_8);
    frames.add(bytes, 1, bytes.length - 1);
  }

  private String text() {
    ByteBuffer buffer = frames.buffer();
    return StandardCharsets.UTF_8.decode(buffer).toString();
  }

  @Test
  void messages_haveTheirLengthInBytesInFront() {
    add("one");
    add("zwölf");

    assertThat(text()).isEqualTo("3 one6 zwölf");
    assertThat(frames.length()).isEqualTo(13);
  }

  @Test
  void unsent_countsThoseThatAreNotWhole() {
    add("one");
    add("two");
    add("x".repeat(10));

    assertThat(frames.unsent(0)).isEqualTo(3);
    assertThat(frames.unsent(4)).isEqualTo(3);
    assertThat(frames.unsent(5)).isEqualTo(2);
    assertThat(frames.unsent(11)).isEqualTo(1);
    assertThat(frames.unsent(frames.length())).isZero();
  }

  @Test
  void manyMessages_areKeptUntilCleared() {
    for (int i = 0; i < 1000; i++) {
      add("m");
    }
    assertThat(text()).isEqualTo("1 m".repeat(1000));
    assertThat(frames.unsent(0)).isEqualTo(1000);

    frames.clear();
    add("n");
    assertThat(text()).isEqualTo("1 n");
    assertThat(frames.unsent(0)).isEqualTo(1);
  }
}
