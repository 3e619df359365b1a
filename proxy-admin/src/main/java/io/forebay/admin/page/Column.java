package io.forebay.admin.page;

import io.forebay.admin.stats.ServerStatistics;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What servers can be sorted by; a column of their table each. */
enum Column {
  SERVER("Server", "its name and address", Comparator.comparing(it -> it.server().name())),
  STATE("State", "whether it gets requests, since when and why", stateFirst()),
  SHARE(
      "Share",
      "of the requests of its backend in the last minute, and what its weight asks for",
      by(ServerStatistics::share)),
  IN_FLIGHT("In flight", "requests under way, and how many may be", by(ServerStatistics::inFlight)),
  RATE("Req/s", "over the last 10 s; below it all since the start", by(it -> it.traffic().rate())),
  P50(
      "p50",
      "half of the requests of the last minute took less",
      by(it -> it.traffic().recent().p50())),
  P95(
      "p95",
      "19 of 20 requests of the last minute took less",
      by(it -> it.traffic().recent().p95())),
  P99(
      "p99",
      "99 of 100 requests of the last minute took less",
      by(it -> it.traffic().recent().p99())),
  ERRORS(
      "Errors",
      "failures and answers of 500 and more since the start, by kind",
      by(it -> it.failures().total())),
  RETRIES(
      "Retries", "requests that came here or left for another try", by(ServerStatistics::retries)),
  BYTES(
      "Bytes",
      "to the server and from it",
      by(it -> it.traffic().bytesIn() + it.traffic().bytesOut())),
  DOWNTIME("Downtime", "time spent down since the start", by(ServerStatistics::downSeconds));

  private final String title;
  private final String meaning;
  private final Comparator<ShownServer> order;

  Column(String title, String meaning, Comparator<ShownServer> order) {
    this.title = title;
    this.meaning = meaning;
    this.order = order;
  }

  private static Comparator<ShownServer> by(ToDoubleFunction<ServerStatistics> number) {
    return Comparator.comparingDouble(it -> orLeast(number.applyAsDouble(it.server())));
  }

  /** No number is less than any. */
  private static double orLeast(double number) {
    return Double.isNaN(number) ? -1 : number;
  }

  private static Comparator<ShownServer> stateFirst() {
    Function<ShownServer, Standing> state = it -> Standing.of(it.server());
    return Comparator.comparing(state);
  }

  /** Null for a word that is none. */
  static @Nullable Column of(String word) {
    for (Column it : values()) {
      if (it.word().equals(word)) {
        return it;
      }
    }
    return null;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String title() {
    return title;
  }

  String meaning() {
    return meaning;
  }

  /** Whether a first click shows the largest first. */
  boolean largestFirst() {
    return this != SERVER && this != STATE;
  }

  Comparator<ShownServer> order() {
    return order;
  }
}
