package io.forebay.daemon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A server of the admin API in words. */
final class ServerText {

  private static final double MILLIS = 1000;
  private static final int WHOLE_PERCENT = 100;

  private ServerText() {}

  /** Such as {@code app/one}. */
  static String name(JsonValue server) {
    return server.get("backend").text() + "/" + server.get("name").text();
  }

  /** Weight, and what is under way. */
  static String rest(JsonValue server) {
    long inFlight = server.get("in_flight").number();
    String busy = inFlight == 0 ? "nothing in flight" : inFlight + " in flight" + tunnels(server);
    String left = timeLeft(server);
    return "weight "
        + server.get("weight").text()
        + ", "
        + busy
        + (left.isEmpty() || inFlight == 0 ? "" : ", " + left);
  }

  private static String tunnels(JsonValue server) {
    long tunnels = server.get("tunnels").number();
    return tunnels == 0 ? "" : " (" + tunnels + " tunnels)";
  }

  /** Such as {@code 12.5s left}; empty where it is not being drained. */
  static String timeLeft(JsonValue server) {
    JsonValue left = server.get("drain").get("time_left_ms");
    return left.isPresent() ? String.format(Locale.ROOT, "%.1fs left", left.number() / MILLIS) : "";
  }

  /** The weight that counts, and in parentheses that of the file where it is another one. */
  static String weight(JsonValue server) {
    String weight = server.get("weight").text();
    String configured = server.get("configured_weight").text();
    return weight.equals(configured) ? weight : weight + " (" + configured + ")";
  }

  /** What keeps requests off it or is about to, and what its last check said. */
  static String why(JsonValue server) {
    List<String> reasons = new ArrayList<>();
    String left = timeLeft(server);
    if (!left.isEmpty()) {
      reasons.add(server.get("drain").get("drained").isTrue() ? "drained" : left);
    }
    reasons.addAll(troubles(server));
    long share = server.get("share_percent").number();
    if (server.get("usable").isTrue() && share > 0 && share < WHOLE_PERCENT) {
      reasons.add("slow start: " + share + "% of its weight");
    }
    String check = check(server.get("health").get("check"));
    if (!check.isEmpty()) {
      reasons.add(check);
    }
    return String.join("; ", reasons);
  }

  /** What is wrong with it, apart from its checks. */
  static List<String> troubles(JsonValue server) {
    List<String> troubles = new ArrayList<>();
    server.get("avoided").items().forEach(it -> troubles.add("avoided: " + it.text()));
    String breaker = server.get("breaker").text();
    if (!breaker.isEmpty() && !breaker.equals("closed")) {
      troubles.add("circuit breaker " + breaker.replace('_', '-'));
    }
    String tls = server.get("tls_failure").get("cause").text();
    if (!tls.isEmpty()) {
      troubles.add("TLS: " + tls);
    }
    return troubles;
  }

  /** Such as {@code check answered 503 (2/3)}; empty without checks. */
  static String check(JsonValue check) {
    long against = check.get("against").number();
    String onItsWay = against == 0 ? "" : " (" + against + "/" + check.get("needed").text() + ")";
    return check.isPresent() ? check.get("text").text() + onItsWay : "";
  }
}
