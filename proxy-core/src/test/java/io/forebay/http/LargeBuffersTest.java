package io.forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LargeBuffersTest {

  private final ByteBufAllocator alloc = UnpooledByteBufAllocator.DEFAULT;
  private final LargeBuffers buffers = new LargeBuffers();

  @AfterEach
  void close() {
    buffers.close();
  }

  @Test
  void acquire_afterRelease_givesTheSameBufferEmpty() {
    ByteBuf first = buffers.acquire(alloc);
    first.writeLong(1).readByte();
    first.release();

    ByteBuf second = buffers.acquire(alloc);

    assertThat(second).isSameAs(first);
    assertThat(second.readableBytes()).isZero();
    assertThat(second.writableBytes()).isEqualTo(LargeBuffers.SIZE);
    second.release();
  }

  @Test
  void acquire_whileASliceIsHeld_givesAnother() {
    ByteBuf first = buffers.acquire(alloc);
    ByteBuf slice = first.writeLong(1).readRetainedSlice(4);
    first.release();

    ByteBuf second = buffers.acquire(alloc);

    assertThat(second).isNotSameAs(first);
    slice.release();
    second.release();
  }

  @Test
  void acquire_whenAllAreInUse_isNull() {
    List<ByteBuf> held = new ArrayList<>();
    for (ByteBuf buffer; (buffer = buffers.acquire(alloc)) != null; ) {
      held.add(buffer);
    }

    assertThat(held.size() * LargeBuffers.SIZE).isEqualTo(4 * 1024 * 1024);
    held.remove(0).release();
    ByteBuf free = buffers.acquire(alloc);
    assertThat(free).isNotNull();
    free.release();
    held.forEach(ByteBuf::release);
  }

  @Test
  void close_whileOneIsInUse_leavesItToItsUser() {
    ByteBuf used = buffers.acquire(alloc);

    buffers.close();

    assertThat(used.refCnt()).isEqualTo(1);
    assertThat(buffers.acquire(alloc)).isNull();
    assertThat(used.release()).isTrue();
  }
}
