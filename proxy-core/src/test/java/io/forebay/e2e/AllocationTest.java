package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request costs the garbage collector. In a JVM of its own, without leak detection. */
class AllocationTest {

  private static final int MOST_BYTES = 256;
  private static final int MOST_BYTES_OF_HTTP2 = 768;

  @Test
  void plainGet_allocatesLessThan256BytesOfHeap() throws IOException, InterruptedException {
    assertAllocatesLittle(MOST_BYTES);
  }

  @Test
  void plainGetWithAccessLog_allocatesNoMore(@TempDir Path folder)
      throws IOException, InterruptedException {
    assertAllocatesLittle(MOST_BYTES, folder.resolve("access.log").toString());
  }

  /** Most of it is the stream. */
  @Test
  void plainGetOfHttp2_allocatesLittle() throws IOException, InterruptedException {
    assertAllocatesLittle(MOST_BYTES_OF_HTTP2, AllocationProbe.HTTP2);
  }

  private static void assertAllocatesLittle(int most, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dio.netty.leakDetection.level=disabled",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                AllocationProbe.class.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertThat(process.waitFor()).as(output).isZero();
    String figure = output.substring(output.lastIndexOf(' ') + 1);
    assertThat(Integer.parseInt(figure)).as(output).isLessThan(most);
  }
}
