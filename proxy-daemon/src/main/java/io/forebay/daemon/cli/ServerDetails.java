package io.forebay.daemon.cli;

import java.util.ArrayList;
import java.util.List;

/** Everything that is known of one server, for people. */
final class ServerDetails {

  private static final String LINE = "%-12s %s";

  private ServerDetails() {}

  static List<String> lines(JsonValue server) {
    List<String> lines = new ArrayList<>();
    String used = server.get("usable").isTrue() ? "takes requests" : "takes no requests";
    lines.add(ServerText.name(server) + " at " + server.get("address").text() + " " + used);
    lines.addAll(Troubles.ofServers(List.of(server)));
    lines.add("");
    lines.add(LINE.formatted("state", server.get("state").text() + note(server)));
    JsonValue health = server.get("health");
    lines.add(LINE.formatted("health", health.get("text").text() + note(health)));
    if (health.get("check").isPresent()) {
      lines.add(LINE.formatted("check", check(health.get("check"))));
    }
    lines.add(
        LINE.formatted(
            "weight",
            ServerText.weight(server) + ", " + server.get("share_percent").text() + "% of it"));
    lines.add(LINE.formatted("requests", requests(server)));
    lines.add(LINE.formatted("connections", connections(server)));
    String left = ServerText.timeLeft(server);
    if (!left.isEmpty()) {
      lines.add(LINE.formatted("drain", left));
    }
    return lines;
  }

  private static String note(JsonValue state) {
    String since = state.get("since").text();
    return since.isEmpty()
        ? ""
        : " since " + Times.seconds(since) + ": " + state.get("cause").text();
  }

  private static String check(JsonValue check) {
    return "%s in %.1f ms, %s passed, %s failed"
        .formatted(
            ServerText.check(check),
            check.get("duration_ms").decimal(),
            check.get("passed").text(),
            check.get("failed").text());
  }

  private static String requests(JsonValue server) {
    return server.get("in_flight").text()
        + " in flight, "
        + server.get("tunnels").text()
        + " of them tunnels";
  }

  private static String connections(JsonValue server) {
    String limit = server.get("max_connections").text();
    return server.get("connections").text()
        + (limit.equals("0") ? ", no limit of requests" : ", at most " + limit + " requests");
  }
}
