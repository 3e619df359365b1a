package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/metrics.md tells of every metric that there is, and of none that is not. */
class MetricsDocumentIT {

  @Test
  void tables_areWhatAScraperGets(@TempDir Path folder) throws Exception {
    Path document = DaemonProcess.CHECKOUT.resolve("docs/metrics.md");
    Set<String> documented = MetricFamilies.documented(Files.readString(document));
    try (ObservedDaemon observed = ObservedDaemon.start(folder)) {
      observed.traffic();
      collectGarbage(observed.process().pid());
      // Families of collections have no samples before the first one has been told of.
      await("a pause of the collector")
          .atMost(Duration.ofSeconds(30))
          .until(() -> observed.metrics().contains("\njvm_gc_pause_seconds_count"));
      assertThat(MetricFamilies.scraped(observed.metrics()))
          .containsExactlyInAnyOrderElementsOf(documented);
    }
  }

  private static void collectGarbage(long pid) throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process run =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(run.waitFor()).isZero();
  }
}
