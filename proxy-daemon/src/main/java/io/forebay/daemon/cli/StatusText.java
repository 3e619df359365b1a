package io.forebay.daemon.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the admin API says of a daemon and its servers, for people. */
final class StatusText {

  private static final int WHOLE_PERCENT = 100;
  private static final String[] TITLES = {
    "SERVER", "STATE", "HEALTH", "WEIGHT", "IN FLIGHT", "CONNECTIONS", "WHY"
  };

  private StatusText() {}

  static List<String> lines(JsonValue status, JsonValue backends) {
    List<String> lines = new ArrayList<>();
    lines.add(process(status));
    configuration(lines, status.get("config"));
    JsonValue totals = status.get("totals");
    lines.add(
        "%s client connections, %s requests in flight, %s waiting, %s done"
            .formatted(
                totals.get("connections").text(),
                totals.get("requests_in_flight").text(),
                totals.get("requests_queued").text(),
                totals.get("requests").text()));
    lines.add("");
    lines.addAll(table(backends));
    return lines;
  }

  private static String process(JsonValue status) {
    Duration up = Duration.ofSeconds(status.get("uptime_s").number());
    boolean ready = status.get("ready").isTrue();
    return "Forebay %s (%s), process %s, up %s, %s"
        .formatted(
            status.get("version").text(),
            status.get("transport").text(),
            status.get("pid").text(),
            "%d:%02d:%02d".formatted(up.toHours(), up.toMinutesPart(), up.toSecondsPart()),
            ready ? "ready" : "not ready: " + status.get("not_ready_reason").text());
  }

  private static void configuration(List<String> lines, JsonValue config) {
    String file = config.get("file").text();
    lines.add(
        "%s, generation %s, since %s"
            .formatted(
                file.isEmpty() ? "no file" : file,
                config.get("generation").text(),
                config.get("since").text()));
    JsonValue last = config.get("last_reload");
    if (!last.text().isEmpty() && !last.get("successful").isTrue()) {
      lines.add("the last reload, at " + last.get("at").text() + ", failed:");
      last.get("problems").items().forEach(it -> lines.add("  " + it.text()));
    }
  }

  private static List<String> table(JsonValue backends) {
    List<String[]> rows = new ArrayList<>();
    rows.add(TITLES);
    for (JsonValue backend : backends.get("backends").items()) {
      backend.get("servers").items().forEach(it -> rows.add(row(it)));
    }
    int[] widths = new int[TITLES.length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String[] row(JsonValue server) {
    String weight = server.get("weight").text();
    String configured = server.get("configured_weight").text();
    JsonValue health = server.get("health");
    return new String[] {
      server.get("backend").text() + "/" + server.get("name").text(),
      server.get("state").text(),
      health.get("text").text(),
      weight.equals(configured) ? weight : weight + " (" + configured + ")",
      server.get("in_flight").text(),
      server.get("connections").text(),
      why(server, health)
    };
  }

  private static String why(JsonValue server, JsonValue health) {
    List<String> reasons = new ArrayList<>();
    String left = ServerText.timeLeft(server);
    if (!left.isEmpty()) {
      reasons.add(server.get("drain").get("drained").isTrue() ? "drained" : left);
    }
    server.get("avoided").items().forEach(it -> reasons.add("avoided: " + it.text()));
    JsonValue breaker = server.get("breaker");
    if (!breaker.text().isEmpty() && !breaker.text().equals("closed")) {
      reasons.add("circuit breaker " + breaker.text().replace('_', '-'));
    }
    long share = server.get("share_percent").number();
    if (server.get("usable").isTrue() && share > 0 && share < WHOLE_PERCENT) {
      reasons.add("slow start: " + share + "% of its weight");
    }
    String tls = server.get("tls_failure").get("cause").text();
    if (!tls.isEmpty()) {
      reasons.add("TLS: " + tls);
    }
    String check = health.get("check").get("text").text();
    if (!check.isEmpty()) {
      reasons.add(check);
    }
    return String.join("; ", reasons);
  }

  private static String line(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.length; i++) {
      line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
    }
    return line.toString().stripTrailing();
  }
}
