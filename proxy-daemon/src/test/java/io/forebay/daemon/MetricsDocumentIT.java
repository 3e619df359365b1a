package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
      observed.collectGarbage();
      assertThat(MetricFamilies.scraped(observed.metrics()))
          .containsExactlyInAnyOrderElementsOf(documented);
    }
  }
}
