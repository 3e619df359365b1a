package io.forebay.bench.failover.report;

import io.forebay.bench.failover.result.Distribution;
import io.forebay.bench.failover.result.Figures;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rows of a table of figures. A row without anything to say has "-" in all its cells. */
enum FigureRow {
  SENT("requests sent", it -> "" + it.sent()),
  OK("answered well", it -> "" + it.ok()),
  FAILED_GETS("GETs failed", it -> "" + it.failedGets()),
  FAILED_POSTS("POSTs failed, nothing sent to a failing server", it -> "" + it.failedPosts()),
  CAUSES(
      "how they failed",
      it ->
          it.causes().isEmpty()
              ? "-"
              : it.causes().entrySet().stream()
                  .map(cause -> cause.getValue() + " x " + cause.getKey())
                  .collect(Collectors.joining(", "))),
  IN_FLIGHT(
      "POSTs in flight at a failing server, failed ones",
      it -> it.postsInFlight() + ", " + it.failedInFlight()),
  TWICE("POSTs executed twice", it -> "" + it.postsTwice()),
  TURNED_AWAY(
      "refused while no proxy ran", it -> it.turnedAway() == 0 ? "-" : "" + it.turnedAway()),
  FIRST_FAILURE("first failure after the event", it -> seconds(it.firstFailure())),
  LAST_FAILURE("last failure after the event", it -> seconds(it.lastFailure())),
  OFF("traffic off the failing server after", it -> seconds(it.offSeconds())),
  AGAIN("traffic again after the return", it -> seconds(it.againSeconds())),
  FIRST_SUCCESS("first success after the return", it -> seconds(it.firstSuccess())),
  MEDIAN("median latency", it -> seconds(it.median())),
  SLOWEST("slowest request", it -> seconds(it.slowest())),
  OVER_ONE("slower than 1 s", it -> "" + it.overOneSecond()),
  OVER_TWO("slower than 2 s", it -> "" + it.overTwoSeconds()),
  DURING("shares of the healthy servers meanwhile", it -> shares(it.during())),
  AFTERWARDS("shares of all servers afterwards", it -> shares(it.afterwards()));

  private final String text;
  private final Function<Figures, String> cell;

  FigureRow(String text, Function<Figures, String> cell) {
    this.text = text;
    this.cell = cell;
  }

  String text() {
    return text;
  }

  String cell(Figures figures) {
    return cell.apply(figures);
  }

  private static String seconds(OptionalDouble seconds) {
    return seconds.isEmpty() ? "-" : seconds(seconds.getAsDouble());
  }

  private static String seconds(double seconds) {
    if (Double.isInfinite(seconds)) {
      return "never";
    }
    return Math.abs(seconds) < 1
        ? Math.round(seconds * 1000) + " ms"
        : String.format(Locale.ROOT, "%.2f s", seconds);
  }

  private static String shares(Distribution distribution) {
    return distribution.counts().size() < 2
        ? "-"
        : String.format(Locale.ROOT, "%s (%.1f %%)", distribution, distribution.deviation() * 100);
  }
}
