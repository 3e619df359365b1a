package io.forebay.daemon.cli;

import java.util.ArrayList;
import java.util.List;

/** What is said above the table of {@code forebay top}. */
final class TopText {

  private TopText() {}

  /**
   * The process, and a line for each listener.
   *
   * @param status of {@code /api/v1/status}
   * @param statistics of {@code /api/v1/statistics}
   */
  static List<String> head(JsonValue status, JsonValue statistics) {
    List<String> lines = new ArrayList<>();
    JsonValue totals = status.get("totals");
    String node = status.get("node").text();
    lines.add(
        "Forebay %s%s  up %s  %s  %s in flight, %s waiting  %s"
            .formatted(
                status.get("version").text(),
                node.isEmpty() ? "" : " " + node,
                Times.hours(status.get("uptime_s").number()),
                status.get("ready").isTrue()
                    ? "ready"
                    : "NOT READY: " + status.get("not_ready_reason").text(),
                totals.get("requests_in_flight").text(),
                totals.get("requests_queued").text(),
                Times.seconds(statistics.get("at").text())));
    statistics.get("listeners").items().forEach(it -> lines.add(listener(it)));
    return lines;
  }

  private static String listener(JsonValue listener) {
    Numbers numbers = new Numbers(listener);
    JsonValue statuses = listener.get("traffic").get("statuses");
    String p99 = Figures.millis(numbers.latency("p99"));
    return "%s: %s connections, %s requests/s%s, %s of %s answers 5xx"
        .formatted(
            listener.get("name").text(),
            Figures.count(listener.get("connections").decimal()),
            Figures.count(numbers.rate()),
            p99.isEmpty() ? "" : ", p99 " + p99,
            Figures.count(statuses.get("5xx").decimal()),
            Figures.count(numbers.requests()));
  }
}
