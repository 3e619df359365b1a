package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.daemon.AlertRules.Alert;
import io.forebay.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The alerts that are shipped, by promtool and by what is said of them. */
class AlertRulesTest {
  private static final Path TESTS =
      Path.of("src/test/resources/observability/forebay-alerts-test.yml").toAbsolutePath();
  private static final Path OPERATIONS = DaemonProcess.CHECKOUT.resolve("docs/operations.md");
  private static final Path METRICS = DaemonProcess.CHECKOUT.resolve("docs/metrics.md");
  private static final Pattern SECTION = Pattern.compile("(?m)^### (Forebay\\w+)$");
  private static final String RUNBOOK = "docs/operations.md#";

  static List<Alert> alerts() throws IOException {
    return AlertRules.all();
  }

  @Test
  void file_isRight() throws Exception {
    assertThat(Program.run("promtool", "check", "rules", AlertRules.FILE.toString()))
        .contains("SUCCESS");
  }

  @Test
  void alerts_fireWhenTheyShouldAndNotElse(@TempDir Path folder) throws Exception {
    Files.copy(AlertRules.FILE, folder.resolve(AlertRules.FILE.getFileName()));
    Path tests = Files.copy(TESTS, folder.resolve(TESTS.getFileName()));
    assertThat(Program.run("promtool", "test", "rules", tests.toString())).contains("SUCCESS");
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alert_isTestedAndExplained(Alert alert) throws Exception {
    assertThat(alert.name()).startsWith("Forebay");
    assertThat(alert.labels()).containsOnlyKeys("severity");
    assertThat(alert.labels().get("severity")).isIn("critical", "warning", "info");
    assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook");
    assertThat(alert.annotations().get("runbook")).startsWith(RUNBOOK);
    assertThat(anchors()).contains(alert.annotations().get("runbook").substring(RUNBOOK.length()));
    String test = "ALERTS{alertname=\"" + alert.name() + "\", alertstate=\"firing\", severity=";
    assertThat(Files.readString(TESTS)).contains(test);
    assertThat(Files.readString(OPERATIONS)).contains(alert.name());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alert_asksForDocumentedMetrics(Alert alert) throws Exception {
    Set<String> known =
        MetricFamilies.documented(Files.readString(METRICS)).stream()
            .map(it -> it.substring(0, it.indexOf(' ')))
            .collect(Collectors.toSet());
    known.add("up");
    assertThat(Queries.selectors(alert.query()))
        .isNotEmpty()
        .allSatisfy(it -> assertThat(known).containsAnyElementsOf(Queries.families(it)));
  }

  @Test
  void sections_areThoseOfAlerts() throws Exception {
    Set<String> runbooks = new TreeSet<>();
    for (Alert alert : alerts()) {
      runbooks.add(alert.annotations().get("runbook").substring(RUNBOOK.length()));
    }
    assertThat(anchors()).isEqualTo(runbooks);
  }

  private static Set<String> anchors() throws IOException {
    Set<String> anchors = new TreeSet<>();
    Matcher section = SECTION.matcher(Files.readString(OPERATIONS));
    while (section.find()) {
      anchors.add(section.group(1).toLowerCase(Locale.ROOT));
    }
    return anchors;
  }
}
