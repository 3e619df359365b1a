package io.forebay.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A disk that has room for some bytes only. */
class FileSinkTest {
  private final ByteArrayOutputStream disk = new ByteArrayOutputStream();
  private int room;
  private final FileSink sink = new FileSink("/log", Disk::new);

  private final class Disk implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) throws IOException {
      if (room == 0) {
        throw new IOException("No space left on device");
      }
      int length = Math.min(room, source.remaining());
      byte[] part = new byte[length];
      source.get(part);
      disk.writeBytes(part);
      room -= length;
      return length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private int write(String lines) {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    return sink.write(bytes, bytes.length);
  }

  @Test
  void diskFullInsideALine_thatLineIsLost_andTheNextHasItsOwn() {
    room = 6;
    assertThat(write("one\ntwo\nthree\n")).isEqualTo(2);
    assertThat(sink.trouble()).isEqualTo("No space left on device");
    room = 100;
    assertThat(write("four\n")).isZero();

    assertThat(disk.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntw\nfour\n");
  }

  @Test
  void diskFullBetweenLines_leavesNoEmptyLine() {
    room = 4;
    assertThat(write("one\ntwo\n")).isEqualTo(1);
    room = 100;
    assertThat(write("three\n")).isZero();

    assertThat(disk.toString(StandardCharsets.UTF_8)).isEqualTo("one\nthree\n");
  }

  @Test
  void openedAgainInsideALine_thatLineIsEndedAllTheSame() throws IOException {
    room = 2;
    assertThat(write("one\n")).isEqualTo(1);
    sink.open();
    room = 100;
    assertThat(write("two\n")).isZero();

    assertThat(disk.toString(StandardCharsets.UTF_8)).isEqualTo("on\ntwo\n");
  }
}
