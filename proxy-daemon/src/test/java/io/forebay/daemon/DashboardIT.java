package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.daemon.AlertRules.Alert;
import io.forebay.testkit.Prometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The dashboard and the alerts at a real Prometheus, which scrapes a real Forebay with traffic. */
class DashboardIT {
  private static final Path FILE =
      DaemonProcess.CHECKOUT.resolve("conf/observability/forebay-dashboard.json");
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String QUERY_KEY = "expr";

  /** What is the matter with the daemon; the others' reasons cannot be had in seconds. */
  private static final List<String> TROUBLES =
      List.of(
          "ForebayBackendDegraded",
          "ForebayBackendDown",
          "ForebayBreakerOpen",
          "ForebayCertificateExpires",
          "ForebayCertificateExpiresSoon",
          "ForebayHighErrorRate",
          "ForebayRateLimitSurge",
          "ForebayReloadFailed",
          "ForebayServerDown");

  @TempDir private static Path folder;
  private static ObservedDaemon observed;
  private static Prometheus prometheus;
  private static Thread load;
  private static volatile boolean ended;

  @BeforeAll
  static void start() throws Exception {
    observed = ObservedDaemon.start(folder);
    prometheus = Prometheus.start(folder, "forebay", observed.adminPort(), AlertRules.FILE);
    await("the first scrape").atMost(LONG).until(() -> isAnswered("up{job=\"forebay\"} == 1"));
    load = new Thread(DashboardIT::load, "dashboard-load");
    load.setDaemon(true);
    load.start();
    observed.collectGarbage();
    observed.reload();
    observed.failedReload();
  }

  @AfterAll
  static void stop() throws Exception {
    ended = true;
    if (load != null) {
      load.join(LONG.toMillis());
    }
    if (prometheus != null) {
      prometheus.close();
    }
    if (observed != null) {
      observed.close();
    }
  }

  private static void load() {
    while (!ended) {
      observed.traffic();
    }
  }

  @Test
  void queriesOfTheDashboard_haveAnswers() throws Exception {
    Set<String> queries = new TreeSet<>();
    collect(new Yaml().load(Files.readString(FILE)), queries);
    assertThat(queries).hasSizeGreaterThan(50);
    assertAnswered(queries);
  }

  @Test
  void seriesThatAlertsAskFor_areThere() throws Exception {
    Set<String> selectors = new TreeSet<>();
    for (Alert alert : AlertRules.all()) {
      selectors.addAll(Queries.selectors(alert.query()));
    }
    assertAnswered(selectors);
  }

  @Test
  void alerts_ofWhatIsTheMatter_arePendingOrFiring() {
    await("the alerts")
        .atMost(LONG)
        .untilAsserted(() -> assertThat(alertsNow()).containsAll(TROUBLES));
  }

  /** The names of those that are not inactive; none has a fault in its query or its texts. */
  private static Set<String> alertsNow() throws Exception {
    Set<String> names = new TreeSet<>();
    for (Map<String, Object> group : maps(data("/api/v1/rules").get("groups"))) {
      for (Map<String, Object> rule : maps(group.get("rules"))) {
        assertThat(rule).as("%s", rule).doesNotContainKey("lastError");
        for (Map<String, Object> alert : maps(rule.get("alerts"))) {
          names.add(rule.get("name").toString());
          assertThat(alert.get("annotations").toString())
              .doesNotContain("error expanding", "no value", "{{");
        }
      }
    }
    return names;
  }

  private static void assertAnswered(Set<String> queries) {
    List<String> open = new ArrayList<>(queries);
    await("answers")
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              open.removeIf(DashboardIT::isAnswered);
              assertThat(open).isEmpty();
            });
  }

  /** Whether there is a series, with a number. */
  private static boolean isAnswered(String query) {
    try {
      String text =
          query
              .replace("$__rate_interval", "20s")
              .replaceAll("\\$(instance|listener|backend|server)\\b", ".*");
      assertThat(text).doesNotContain("$");
      Map<String, Object> answer = new Yaml().load(prometheus.query(text));
      return maps(map(answer.get("data")).get("result")).stream()
          .anyMatch(it -> !it.get("value").toString().contains("NaN"));
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Map<String, Object> data(String path) throws Exception {
    Map<String, Object> answer = new Yaml().load(prometheus.get(path));
    return map(answer.get("data"));
  }

  /** All that is a query, however deep. */
  private static void collect(Object json, Set<String> queries) {
    if (json instanceof List<?> list) {
      list.forEach(it -> collect(it, queries));
    } else if (json instanceof Map<?, ?> map) {
      if (map.get(QUERY_KEY) instanceof String query) {
        queries.add(query);
      }
      map.values().forEach(it -> collect(it, queries));
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> maps(Object value) {
    return value == null ? List.of() : (List<Map<String, Object>>) value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
