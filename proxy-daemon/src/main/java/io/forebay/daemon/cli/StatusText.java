package io.forebay.daemon.cli;

import io.forebay.daemon.cli.terminal.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the admin API says of a daemon and its servers, for people: what is wrong comes first. */
final class StatusText {

  private final Map<String, Numbers> numbers = new HashMap<>();

  /**
   * @param statistics of {@code /api/v1/statistics}
   */
  StatusText(JsonValue statistics) {
    for (JsonValue backend : statistics.get("backends").items()) {
      String name = backend.get("name").text();
      for (JsonValue server : backend.get("servers").items()) {
        numbers.put(name + "/" + server.get("name").text(), new Numbers(server));
      }
    }
  }

  /** All of it. */
  List<String> lines(JsonValue status, JsonValue all) {
    List<JsonValue> backends = all.get("backends").items();
    List<String> lines = new ArrayList<>();
    lines.add(process(status));
    lines.add(configuration(status.get("config")));
    lines.add(totals(status.get("totals")));
    lines.addAll(Troubles.ofProcess(status));
    backends.forEach(it -> lines.addAll(Troubles.ofBackend(it)));
    lines.addAll(Troubles.drift(all));
    lines.add("");
    lines.addAll(table(backends));
    return lines;
  }

  /** One backend. */
  List<String> lines(JsonValue backend) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "backend %s: %s of %d servers take requests, %s requests wait"
            .formatted(
                backend.get("name").text(),
                backend.get("usable_servers").text(),
                backend.get("servers").items().size(),
                backend.get("queued").text()));
    lines.addAll(Troubles.ofBackend(backend));
    lines.add("");
    lines.addAll(table(List.of(backend)));
    return lines;
  }

  private static String process(JsonValue status) {
    return "Forebay %s (%s), process %s, up %s, %s"
        .formatted(
            status.get("version").text(),
            status.get("transport").text(),
            status.get("pid").text(),
            Times.hours(status.get("uptime_s").number()),
            status.get("ready").isTrue() ? "ready" : "not ready");
  }

  private static String configuration(JsonValue config) {
    String file = config.get("file").text();
    return "%s, generation %s, since %s"
        .formatted(
            file.isEmpty() ? "no file" : file,
            config.get("generation").text(),
            Times.seconds(config.get("since").text()));
  }

  private static String totals(JsonValue totals) {
    return "%s client connections, %s requests in flight, %s waiting, %s done"
        .formatted(
            totals.get("connections").text(),
            totals.get("requests_in_flight").text(),
            totals.get("requests_queued").text(),
            totals.get("requests").text());
  }

  private List<String> table(List<JsonValue> backends) {
    Table table =
        new Table(
            "SERVER",
            "STATE",
            "HEALTH",
            "WEIGHT",
            ">IN FLIGHT",
            ">CONNECTIONS",
            ">RATE/S",
            ">ERRORS",
            ">P99",
            "WHY");
    for (JsonValue backend : backends) {
      for (JsonValue server : backend.get("servers").items()) {
        String name = ServerText.name(server);
        Numbers its = numbers.getOrDefault(name, Numbers.NONE);
        table.row(
            name,
            server.get("state").text(),
            server.get("health").get("text").text(),
            ServerText.weight(server),
            server.get("in_flight").text(),
            server.get("connections").text(),
            Figures.count(its.rate()),
            Figures.count(its.errors()),
            Figures.millis(its.latency("p99")),
            ServerText.why(server));
      }
    }
    return table.lines();
  }
}
