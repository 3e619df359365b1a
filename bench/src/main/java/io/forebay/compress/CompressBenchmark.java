package io.forebay.compress;

import io.forebay.config.CompressionAlgorithm;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A body of JSON through a compressor, in parts as they are read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CompressBenchmark {

  private static final int PART = 32 * 1024;
  private static final ByteBufAllocator ALLOC = ByteBufAllocator.DEFAULT;

  private final Compressors compressors = new Compressors();
  private ByteBuf body;
  private CompressionAlgorithm algorithm;
  private int level;

  /** The name and the level of an algorithm. */
  @Param({"GZIP 1", "GZIP 6", "BR 4", "ZSTD 3"})
  public String by;

  /** Bytes of the body. */
  @Param({"10240", "102400"})
  public int size;

  @Setup
  public void setUp() {
    algorithm = CompressionAlgorithm.valueOf(by.split(" ")[0]);
    level = Integer.parseInt(by.split(" ")[1]);
    StringBuilder json = new StringBuilder("[");
    Random random = new Random(20);
    while (json.length() < size) {
      json.append("{\"id\":").append(json.length()).append(",\"price\":");
      json.append(random.nextInt(50_000) / 100.0).append(",\"sku\":\"");
      json.append(Integer.toHexString(random.nextInt())).append("\",\"active\":true},");
    }
    body = ALLOC.directBuffer(size).writeBytes(Ascii.bytes(json.substring(0, size)));
  }

  @TearDown
  public void tearDown() {
    body.release();
    compressors.close();
  }

  @Benchmark
  public int compress() {
    Compressor compressor = compressors.acquire(algorithm, level, size, ALLOC);
    int made = 0;
    for (int at = 0; at < size; at += PART) {
      int length = Math.min(PART, size - at);
      ByteBuf out = compressor.compress(body.retainedSlice(at, length), at + length == size);
      made += out.readableBytes();
      out.release();
    }
    compressor.close();
    return made;
  }
}
