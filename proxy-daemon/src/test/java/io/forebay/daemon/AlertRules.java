package io.forebay.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** The alerts of conf/observability/forebay-alerts.yml. */
final class AlertRules {
  static final Path FILE = DaemonProcess.CHECKOUT.resolve("conf/observability/forebay-alerts.yml");

  /** One of them. */
  record Alert(
      String name, String query, Map<String, String> labels, Map<String, String> annotations) {

    @Override
    public String toString() {
      return name;
    }
  }

  private AlertRules() {}

  static List<Alert> all() throws IOException {
    List<Alert> alerts = new ArrayList<>();
    Map<String, List<Map<String, Object>>> file = new Yaml().load(Files.readString(FILE));
    for (Map<String, Object> group : file.get("groups")) {
      for (Map<String, Object> rule : maps(group.get("rules"))) {
        alerts.add(
            new Alert(
                rule.get("alert").toString(),
                rule.get("expr").toString().strip(),
                texts(rule.get("labels")),
                texts(rule.get("annotations"))));
      }
    }
    return alerts;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> maps(Object value) {
    return (List<Map<String, Object>>) value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> texts(Object value) {
    return (Map<String, String>) value;
  }
}
