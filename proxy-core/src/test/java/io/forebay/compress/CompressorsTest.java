package io.forebay.compress;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.CompressionAlgorithm;
import io.forebay.config.CompressionLibraries;
import io.forebay.testkit.LeakExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakExtension.class)
class CompressorsTest {

  private static final ByteBufAllocator ALLOC = UnpooledByteBufAllocator.DEFAULT;
  private static final long UNKNOWN = -1;

  private final Compressors compressors = new Compressors();

  @BeforeAll
  static void loadLibraries() {
    for (CompressionAlgorithm algorithm : CompressionAlgorithm.values()) {
      assertThat(CompressionLibraries.problem(algorithm)).isNull();
    }
  }

  @AfterEach
  void close() {
    assertThat(compressors.usedBytes()).isZero();
    compressors.close();
  }

  private Compressor acquire(CompressionAlgorithm algorithm, long length) {
    Compressor compressor = compressors.acquire(algorithm, algorithm.defaultLevel(), length, ALLOC);
    assertThat(compressor).isNotNull();
    return compressor;
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = ByteBufUtil.getBytes(buffer);
    buffer.release();
    return bytes;
  }

  /** Text that compresses, with a part that does not. */
  private static byte[] body(Random random) {
    byte[] body = new byte[random.nextInt(4) == 0 ? random.nextInt(300_000) : random.nextInt(5000)];
    boolean noise = random.nextInt(5) == 0;
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (noise ? random.nextInt() : "{\"a\": 12}\n".charAt(random.nextInt(10)));
    }
    return body;
  }

  private static ByteBuf buffer(Random random, byte[] bytes) {
    int kind = random.nextInt(3);
    if (kind == 0) {
      return Unpooled.wrappedBuffer(bytes);
    }
    ByteBuf direct = ALLOC.directBuffer(bytes.length + 7).writeZero(7).writeBytes(bytes);
    direct.skipBytes(7);
    return kind == 1 ? direct : Unpooled.wrappedBuffer(direct, Unpooled.EMPTY_BUFFER);
  }

  @ParameterizedTest
  @EnumSource
  void randomBodies_inRandomPartsAndFlushes_areReadAsTheyWere(CompressionAlgorithm algorithm) {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      byte[] body = body(random);
      Compressor compressor = acquire(algorithm, random.nextBoolean() ? body.length : UNKNOWN);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int at = 0;
      boolean ended = false;
      while (!ended) {
        int next = Math.min(body.length, at + random.nextInt(body.length / 3 + 2));
        ended = next == body.length && random.nextBoolean();
        ByteBuf data = buffer(random, Arrays.copyOfRange(body, at, next));
        out.writeBytes(bytes(compressor.compress(data, ended)));
        if (!ended && random.nextInt(4) == 0) {
          out.writeBytes(bytes(compressor.flush()));
        }
        at = next;
      }
      compressor.close();
      assertThat(Expanding.whole(algorithm, out.toByteArray())).as("seed %d", seed).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyLevel_isReadAsItWas(CompressionAlgorithm algorithm) {
    byte[] body = body(new Random(4));
    for (int level = algorithm.fastest(); level <= algorithm.smallest(); level++) {
      Compressor compressor = compressors.acquire(algorithm, level, UNKNOWN, ALLOC);
      assertThat(compressor).isNotNull();
      byte[] out = bytes(compressor.compress(Unpooled.wrappedBuffer(body), true));
      compressor.close();
      assertThat(Expanding.whole(algorithm, out)).as("level %d", level).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsFlushed_canBeReadAtOnce(CompressionAlgorithm algorithm) {
    Compressor compressor = acquire(algorithm, UNKNOWN);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringBuilder sent = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      String line = "line " + i + "\n";
      sent.append(line);
      ByteBuf data = Unpooled.copiedBuffer(line, StandardCharsets.US_ASCII);
      out.writeBytes(bytes(compressor.compress(data, false)));
      out.writeBytes(bytes(compressor.flush()));
      assertThat(Expanding.begun(algorithm, out.toByteArray())).asString().isEqualTo(sent + "");
    }
    compressor.close();
  }

  @Test
  void largeBodies_ofWhatIsNotText_hardlyGrow() {
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    for (CompressionAlgorithm algorithm : CompressionAlgorithm.values()) {
      Compressor compressor = acquire(algorithm, noise.length);
      byte[] out = bytes(compressor.compress(Unpooled.wrappedBuffer(noise), true));
      compressor.close();
      assertThat(out.length).isLessThan(noise.length + noise.length / 500);
    }
  }

  @Test
  void closedBeforeItsEnd_leavesNothingToTheNextBody() {
    for (CompressionAlgorithm algorithm : CompressionAlgorithm.values()) {
      Compressor cut = acquire(algorithm, 1_000_000);
      bytes(cut.compress(Unpooled.wrappedBuffer(new byte[5000]), false));
      cut.close();
      cut.close();
      Compressor next = acquire(algorithm, 2);
      byte[] out = bytes(next.compress(Unpooled.wrappedBuffer(new byte[] {1, 2}), true));
      next.close();
      assertThat(Expanding.whole(algorithm, out)).containsExactly(1, 2);
    }
  }

  @Test
  void memory_isBounded_andFreedForOthers() {
    List<Compressor> open = new ArrayList<>();
    Compressor more = compressors.acquire(CompressionAlgorithm.GZIP, 6, UNKNOWN, ALLOC);
    while (more != null) {
      open.add(more);
      more = compressors.acquire(CompressionAlgorithm.GZIP, 6, UNKNOWN, ALLOC);
    }
    assertThat(open).hasSizeBetween(100, 300);
    assertThat(compressors.usedBytes()).isLessThanOrEqualTo(Compressors.MAX_BYTES);
    open.remove(0).close();
    open.add(acquire(CompressionAlgorithm.GZIP, UNKNOWN));
    open.forEach(Compressor::close);
  }

  @Test
  void gzip_hasTheHeaderThatEverybodyReads() {
    Compressor compressor = acquire(CompressionAlgorithm.GZIP, 0);
    byte[] out = bytes(compressor.compress(Unpooled.EMPTY_BUFFER, true));
    compressor.close();
    assertThat(out).startsWith(0x1f, 0x8b, 8, 0).hasSize(20);
  }
}
