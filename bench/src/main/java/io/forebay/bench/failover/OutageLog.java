package io.forebay.bench.failover;

import io.forebay.bench.failover.result.Outage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outages of one run, as they begin and end. One thread. */
final class OutageLog {
  private final List<Open> open = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();

  private record Open(
      int server, Outage.Kind kind, long since, long gone, @Nullable AttemptsWatch watch) {}

  /** Notes the beginning. */
  void begin(int server, Outage.Kind kind, long since) {
    open.add(new Open(server, kind, since, since, null));
  }

  /**
   * Notes that a process was told to end at {@code since} and is gone now.
   *
   * @param watch looks for attempts of the proxy meanwhile; null for nobody
   */
  void ended(int server, long since, @Nullable AttemptsWatch watch) {
    open.add(new Open(server, Outage.Kind.DEAD, since, System.nanoTime(), watch));
  }

  /** Notes the end of an outage of that kind. */
  void end(int server, Outage.Kind kind, long nanos) throws InterruptedException {
    for (Open one : List.copyOf(open)) {
      if (one.server() == server && one.kind() == kind) {
        end(one, nanos);
      }
    }
  }

  private void end(Open one, long nanos) throws InterruptedException {
    open.remove(one);
    long last = one.watch() == null ? 0 : one.watch().end();
    outages.add(new Outage(one.server(), one.kind(), one.since(), one.gone(), nanos, last));
  }

  /** All outages; those that a scenario left open end now. */
  List<Outage> close() throws InterruptedException {
    long now = System.nanoTime();
    for (Open one : List.copyOf(open)) {
      end(one, now);
    }
    return outages;
  }
}
