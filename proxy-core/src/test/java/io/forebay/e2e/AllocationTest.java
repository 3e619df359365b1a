package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.HeapProbe;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request costs the garbage collector. */
class AllocationTest {

  private static final int MOST_BYTES = 256;
  private static final int MOST_BYTES_OF_HTTP2 = 768;

  @Test
  void plainGet_allocatesLessThan256BytesOfHeap() throws IOException, InterruptedException {
    assertThat(bytes()).isLessThan(MOST_BYTES);
  }

  @Test
  void plainGetWithAccessLog_allocatesNoMore(@TempDir Path folder)
      throws IOException, InterruptedException {
    assertThat(bytes(folder.resolve("access.log").toString())).isLessThan(MOST_BYTES);
  }

  /** Most of it is the stream. */
  @Test
  void plainGetOfHttp2_allocatesLittle() throws IOException, InterruptedException {
    assertThat(bytes(AllocationProbe.HTTP2)).isLessThan(MOST_BYTES_OF_HTTP2);
  }

  private static int bytes(String... arguments) throws IOException, InterruptedException {
    return HeapProbe.run(AllocationProbe.class, arguments);
  }
}
