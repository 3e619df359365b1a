package io.forebay.daemon.cli;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A request that has ended on one line, for people. */
final class RequestText {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String RESET = "\u001b[0m";
  private static final String COMPLETE = "complete";

  private RequestText() {}

  /**
   * The line of {@code request}.
   *
   * @param colours whether its status is coloured
   */
  static String line(JsonValue request, boolean colours) {
    String status = "%03d".formatted(request.get("status").number());
    List<String> parts = new ArrayList<>();
    parts.add(TIME.format(Times.instant(request.get("time").raw())));
    parts.add(request.get("client_ip").text());
    parts.add(colours ? colour(status) + status + RESET : status);
    parts.add("%.1fms".formatted(request.get("total_ms").decimal()));
    parts.add(what(request));
    parts.add("-> " + where(request));
    String reason = request.get("reason").text();
    if (!reason.equals(COMPLETE)) {
      parts.add(reason);
    }
    long retries = request.get("retries").number();
    if (retries > 0) {
      parts.add(retries == 1 ? "1 retry" : retries + " retries");
    }
    return String.join("  ", parts);
  }

  private static String colour(String status) {
    return switch (status.charAt(0)) {
      case '2' -> "\u001b[32m";
      case '3' -> "\u001b[36m";
      case '4' -> "\u001b[33m";
      default -> "\u001b[31m";
    };
  }

  private static String what(JsonValue request) {
    if (!request.get("method").isPresent()) {
      return "no request line";
    }
    return request.get("method").text()
        + " "
        + request.get("host").text()
        + request.get("target").text();
  }

  private static String where(JsonValue request) {
    if (!request.get("backend").isPresent()) {
      return request.get("listener").text();
    }
    String backend = request.get("backend").text();
    return request.get("server").isPresent()
        ? backend + "/" + request.get("server").text()
        : backend;
  }
}
