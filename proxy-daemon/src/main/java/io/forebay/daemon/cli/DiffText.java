package io.forebay.daemon.cli;

import java.util.ArrayList;
import java.util.List;

/** The difference of two configurations for people. */
final class DiffText {

  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String RESET = "\u001b[0m";

  private final boolean coloured;

  DiffText(boolean coloured) {
    this.coloured = coloured;
  }

  /** Of {@code POST /api/v1/diff}. */
  List<String> lines(JsonValue diff) {
    List<String> lines = new ArrayList<>();
    List<JsonValue> changes = diff.get("changes").items();
    for (JsonValue it : changes) {
      lines.add(heading(it));
      it.get("keys").items().forEach(key -> keys(lines, key));
    }
    lines.add(summary(diff, changes));
    return lines;
  }

  private String heading(JsonValue change) {
    String kind = change.get("change").text();
    String cost = change.get("hitless").isTrue() ? "" : "  (" + cost(change) + ")";
    String what = (change.get("kind").text() + " " + change.get("name").text()).strip();
    return switch (kind) {
      case "added" -> painted(GREEN, "+ " + what + cost);
      case "removed" -> painted(RED, "- " + what + cost);
      default -> painted(YELLOW, "~ " + what + cost);
    };
  }

  private void keys(List<String> lines, JsonValue key) {
    String name = "    " + key.get("key").text() + ": ";
    if (key.get("old").isPresent()) {
      lines.add(painted(RED, "-" + name + key.get("old").text()));
    }
    if (key.get("new").isPresent()) {
      lines.add(painted(GREEN, "+" + name + key.get("new").text()));
    }
  }

  private static String cost(JsonValue change) {
    String cost = change.get("cost").text();
    return switch (cost) {
      case "connections" -> "closes connections";
      case "rebind" -> "binds an address anew";
      case "pool" -> "makes connections to servers anew";
      case "restart" -> "needs a restart";
      default -> cost.isEmpty() ? "not hitless" : cost;
    };
  }

  private static String summary(JsonValue diff, List<JsonValue> changes) {
    if (changes.isEmpty()) {
      return "nothing is different";
    }
    long noticed = changes.stream().filter(it -> !it.get("hitless").isTrue()).count();
    String count = changes.size() == 1 ? "1 change" : changes.size() + " changes";
    return diff.get("hitless").isTrue()
        ? count + ", hitless: no request and no connection is lost"
        : count + ", " + noticed + " of them not hitless";
  }

  private String painted(String colour, String text) {
    return coloured ? colour + text + RESET : text;
  }
}
