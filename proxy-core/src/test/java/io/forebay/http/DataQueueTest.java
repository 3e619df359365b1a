package io.forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakExtension.class)
class DataQueueTest {

  private static final ByteBufAllocator ALLOC = ByteBufAllocator.DEFAULT;

  @Test
  void randomHistories_bytesStayInOrder() {
    Random random = new Random(3);
    for (int history = 0; history < 2000; history++) {
      DataQueue queue = new DataQueue();
      var expected = new ByteArrayOutputStream();
      var taken = new ByteArrayOutputStream();
      for (int step = 0; step < 30; step++) {
        if (random.nextBoolean()) {
          byte[] part = new byte[random.nextInt(10) == 0 ? 6000 : random.nextInt(100)];
          random.nextBytes(part);
          expected.writeBytes(part);
          queue.add(ALLOC.directBuffer(Math.max(1, part.length)).writeBytes(part), ALLOC);
        } else {
          take(queue, 1 + random.nextInt(300), taken);
        }
        assertThat(queue.bytes()).isEqualTo(expected.size() - taken.size());
        assertThat(queue.isEmpty()).isEqualTo(queue.bytes() == 0);
      }
      if (random.nextBoolean()) {
        while (!queue.isEmpty()) {
          take(queue, Integer.MAX_VALUE, taken);
        }
        assertThat(taken.toByteArray()).isEqualTo(expected.toByteArray());
      }
      queue.release();
    }
  }

  private static void take(DataQueue queue, int most, ByteArrayOutputStream taken) {
    ByteBuf part = queue.take(most);
    assertThat(part.readableBytes()).isLessThanOrEqualTo(most);
    byte[] bytes = new byte[part.readableBytes()];
    part.readBytes(bytes).release();
    taken.writeBytes(bytes);
  }

  @Test
  void smallPartsOfLargeBuffers_doNotHoldThem() {
    DataQueue queue = new DataQueue();
    ByteBuf large = ALLOC.directBuffer(4096);
    large.writerIndex(4096);
    int held = 0;
    for (int i = 0; i < 1000; i++) {
      queue.add(large.retainedSlice(i, 1), ALLOC);
      held = Math.max(held, large.refCnt());
    }
    assertThat(held).isEqualTo(2);
    assertThat(queue.bytes()).isEqualTo(1000);
    queue.release();
    assertThat(large.release()).isTrue();
  }
}
