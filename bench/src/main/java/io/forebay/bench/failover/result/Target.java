package io.forebay.bench.failover.result;

import java.util.function.Predicate;

/** What a run is held to. */
public enum Target {
  NONE_FAILED("no request failed that may be replayed", it -> it.failed() == 0),
  NONE_TWICE("no POST executed twice", it -> it.postsTwice() == 0),
  OFF_DEAD_SERVER("traffic off the dead server in < 100 ms", it -> off(it) < 0.1),
  OFF_HUNG_SERVER("no new request for the hung server after 1.5 s", it -> off(it) < 1.5),
  NO_SLOW_REQUEST("no request slower than 2 s", it -> it.slowest() < 2),
  FIRST_SUCCESS(
      "first success < 1 s after the first server is back",
      it -> it.firstSuccess().orElse(Double.POSITIVE_INFINITY) < 1),
  RECOVERED(
      "servers that came back have traffic within rise x interval + 0.5 s",
      it -> it.againSeconds().orElse(0) < it.recoverySeconds() + 0.5),
  EVEN(
      "healthy servers share evenly, within 5 %",
      it -> Math.max(it.during().deviation(), it.afterwards().deviation()) < 0.05);

  private final String text;
  private final Predicate<Figures> met;

  Target(String text, Predicate<Figures> met) {
    this.text = text;
    this.met = met;
  }

  private static double off(Figures figures) {
    return figures.offSeconds().orElse(Double.POSITIVE_INFINITY);
  }

  /** In words. */
  public String text() {
    return text;
  }

  /** Whether a run reached it. */
  public boolean isMet(Figures figures) {
    return met.test(figures);
  }
}
