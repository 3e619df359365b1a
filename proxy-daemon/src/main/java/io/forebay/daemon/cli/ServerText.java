package io.forebay.daemon.cli;

/** A server of the admin API in words. */
final class ServerText {

  private static final double MILLIS = 1000;

  private ServerText() {}

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
    return left.text().isEmpty() ? "" : "%.1fs left".formatted(left.number() / MILLIS);
  }
}
