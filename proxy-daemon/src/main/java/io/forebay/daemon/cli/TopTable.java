package io.forebay.daemon.cli;

import io.forebay.daemon.cli.terminal.Screen.Line;
import io.forebay.daemon.cli.terminal.Screen.Style;
import io.forebay.daemon.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;

/** Backends and their servers with their numbers. */
final class TopTable {

  private final List<String> owners = new ArrayList<>();
  private final List<Style> styles = new ArrayList<>();
  private final List<String> backends = new ArrayList<>();
  private final Table table =
      new Table(
          "BACKEND/SERVER",
          "STATE",
          ">WEIGHT",
          ">IN FLIGHT",
          ">RATE/S",
          ">ERRORS",
          ">P50",
          ">P95",
          ">P99",
          "WHY");

  private TopTable() {}

  /** Of {@code /api/v1/statistics}. */
  static TopTable of(JsonValue statistics, TopChoice choice) {
    TopTable table = new TopTable();
    for (JsonValue backend : choice.sort().sorted(statistics.get("backends").items())) {
      table.add(backend, choice);
    }
    return table;
  }

  private void add(JsonValue backend, TopChoice choice) {
    String name = backend.get("name").text();
    List<JsonValue> servers = backend.get("servers").items();
    List<JsonValue> shown =
        servers.stream()
            .filter(it -> choice.shows(name + "/" + it.get("name").text() + " " + state(it)))
            .toList();
    if (shown.isEmpty() && !choice.shows(name)) {
      return;
    }
    backends.add(name);
    long usable = backend.get("usable").number();
    long queued = backend.get("queued").number();
    String mark = choice.isFolded(name) ? "+ " : "- ";
    Style style = usable == 0 ? Style.BAD : Style.TITLE;
    String why = queued == 0 ? "" : queued + " wait";
    row(name, style, mark + name, usable + "/" + servers.size() + " used", "", backend, why);
    if (!choice.isFolded(name)) {
      choice.sort().sorted(shown).forEach(it -> add(name, it));
    }
  }

  private void add(String backend, JsonValue server) {
    boolean isUp = server.get("usable").isTrue();
    boolean isWanted = server.get("state").text().equals("ready");
    Style style = isUp ? Style.PLAIN : isWanted ? Style.BAD : Style.FAINT;
    row(
        backend,
        style,
        "    " + server.get("name").text(),
        state(server),
        ServerText.weight(server),
        server,
        why(server));
  }

  private void row(
      String backend,
      Style style,
      String name,
      String state,
      String weight,
      JsonValue object,
      String why) {
    Numbers numbers = new Numbers(object);
    owners.add(backend);
    styles.add(style);
    table.row(
        name,
        state,
        weight,
        Figures.count(numbers.inFlight()),
        Figures.count(numbers.rate()),
        Figures.count(numbers.errors()),
        Figures.millis(numbers.latency("p50")),
        Figures.millis(numbers.latency("p95")),
        Figures.millis(numbers.latency("p99")),
        why);
  }

  /** What is wanted of it, if that is not all, and how it is. */
  private static String state(JsonValue server) {
    String state = server.get("state").text();
    String health = server.get("health_text").text();
    return state.equals("ready") ? health : state + " " + health;
  }

  private static String why(JsonValue server) {
    List<String> reasons = new ArrayList<>(ServerText.troubles(server));
    if (!server.get("usable").isTrue() || server.get("check").get("against").number() > 0) {
      String cause = server.get("health_cause").text();
      String check = ServerText.check(server.get("check"));
      String reason = check.isEmpty() ? cause : check;
      if (!reason.isEmpty()) {
        reasons.add(reason);
      }
    }
    return String.join("; ", reasons);
  }

  /** How many rows there are. */
  int size() {
    return owners.size();
  }

  /** The backend that a row, from 0, is of; empty where there is none. */
  String backendAt(int row) {
    return row < owners.size() ? owners.get(row) : "";
  }

  /** Those that are shown. */
  List<String> backends() {
    return backends;
  }

  /** All of it without styles. */
  List<String> lines() {
    return table.lines();
  }

  /**
   * The titles and rows, with the cursor in them.
   *
   * @param room how many lines at most; the cursor is among them
   */
  List<Line> lines(int cursor, int room) {
    List<String> texts = table.lines();
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(texts.get(0), Style.FAINT));
    int chosen = Math.min(cursor, size() - 1);
    int count = Math.max(1, room - 1);
    int first = Math.max(0, Math.min(chosen - count / 2, size() - count));
    for (int i = first; i < Math.min(size(), first + count); i++) {
      lines.add(new Line(texts.get(i + 1), i == chosen ? Style.CHOSEN : styles.get(i)));
    }
    return lines;
  }
}
