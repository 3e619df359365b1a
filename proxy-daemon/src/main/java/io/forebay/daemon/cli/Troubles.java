package io.forebay.daemon.cli;

import java.util.ArrayList;
import java.util.List;

/** What somebody in a hurry has to know of a daemon, one thing a line. */
final class Troubles {

  private Troubles() {}

  /**
   * Of the process and its listeners.
   *
   * @param status as the admin API tells it
   */
  static List<String> ofProcess(JsonValue status) {
    List<String> lines = new ArrayList<>();
    if (!status.get("ready").isTrue()) {
      lines.add("wrong: not ready: " + status.get("not_ready_reason").text());
    }
    JsonValue last = status.get("config").get("last_reload");
    if (last.isPresent() && !last.get("successful").isTrue()) {
      lines.add("wrong: the last reload, at " + last.get("at").text() + ", failed:");
      last.get("problems").items().forEach(it -> lines.add("  " + it.text()));
    }
    for (JsonValue listener : status.get("listeners").items()) {
      for (JsonValue it : listener.get("certificates").items()) {
        if (it.get("refused").isPresent()) {
          String file = it.get("file").text();
          lines.add("wrong: certificate " + file + " refused: " + it.get("refused").text());
        }
      }
    }
    return lines;
  }

  /** In what the servers differ from what the file says of them. */
  static List<String> drift(JsonValue backends) {
    return backends.get("drift").items().stream()
        .map(it -> "not as in the file: " + name(it) + ": " + it.get("text").text())
        .toList();
  }

  private static String name(JsonValue drift) {
    return drift.get("backend").text() + "/" + drift.get("server").text();
  }

  /** Of a backend and its servers. */
  static List<String> ofBackend(JsonValue backend) {
    List<String> lines = new ArrayList<>();
    if (backend.get("usable_servers").number() == 0) {
      lines.add("wrong: backend " + backend.get("name").text() + ": no server takes requests");
    }
    lines.addAll(ofServers(backend.get("servers").items()));
    return lines;
  }

  /** Of servers; those that somebody has taken out come last. */
  static List<String> ofServers(List<JsonValue> servers) {
    List<String> lines = new ArrayList<>();
    for (JsonValue server : servers) {
      String trouble = ofServer(server);
      if (!trouble.isEmpty()) {
        lines.add("wrong: " + ServerText.name(server) + ": " + trouble);
      }
    }
    servers.stream()
        .filter(it -> !it.get("state").text().equals("ready"))
        .map(it -> "taken out: " + ServerText.name(it) + ": " + admin(it))
        .forEach(lines::add);
    return lines;
  }

  /** Empty where nothing is wrong; what somebody has wanted so is not. */
  private static String ofServer(JsonValue server) {
    List<String> reasons = new ArrayList<>();
    JsonValue health = server.get("health");
    if (health.get("state").text().matches("down|unresolved")) {
      reasons.add(health.get("text").text() + since(health) + ": " + health.get("cause").text());
    } else if (health.get("check").get("against").number() > 0) {
      reasons.add(ServerText.check(health.get("check")));
    }
    reasons.addAll(ServerText.troubles(server));
    return String.join("; ", reasons);
  }

  private static String admin(JsonValue server) {
    String cause = server.get("cause").text();
    return server.get("state").text() + since(server) + (cause.isEmpty() ? "" : ": " + cause);
  }

  private static String since(JsonValue state) {
    String since = state.get("since").text();
    return since.isEmpty() ? "" : " since " + Times.seconds(since);
  }
}
