package io.forebay.tls.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.HeapProbe;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request over TLS costs the garbage collector. */
class AllocationTest {

  private static final int MOST_BYTES = 1024;

  /** Nearly all of it is Netty's: promises, results and buffers of two records. */
  @Test
  void get_allocatesLittle(@TempDir Path folder) throws IOException, InterruptedException {
    assertThat(HeapProbe.run(AllocationProbe.class, folder.toString())).isLessThan(MOST_BYTES);
  }
}
