package io.forebay.testkit;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures in a JVM of its own, without leak detection, how much heap event loops allocate. */
public final class HeapProbe {

  private HeapProbe() {}

  /** Runs the main method of {@code probe}; returns the number that its output ends with. */
  public static int run(Class<?> probe, String... arguments)
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
                probe.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new AssertionError(output);
    }
    return Integer.parseInt(output.substring(output.lastIndexOf(' ') + 1));
  }

  /** For probes: the bytes that all event loops of this JVM have allocated until now. */
  public static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().startsWith("forebay-worker")) {
        sum += threads.getThreadAllocatedBytes(id);
      }
    }
    return sum;
  }
}
