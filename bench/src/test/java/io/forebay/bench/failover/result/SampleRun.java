package io.forebay.bench.failover.result;

import io.forebay.bench.failover.client.Outcome;
import io.forebay.bench.failover.client.Request;
import io.forebay.bench.failover.origin.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A run made up by hand: times are milliseconds of the measured time. */
public final class SampleRun {
  private static final long START = 5_000_000_000L;

  private final List<Request> requests = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();
  private final List<List<Journal.Entry>> journals =
      List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  private long stopped;

  static long at(long millis) {
    return START + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** A request that ends like this after {@code latency}; not yet in any journal. */
  public SampleRun request(long number, long millis, long latency, Outcome outcome, int status) {
    Request request = new Request(number, at(millis));
    request.end(outcome, status, at(millis + latency));
    requests.add(request);
    return this;
  }

  /** A request that is answered well by a server. */
  SampleRun ok(long number, long millis, int server) {
    request(number, millis, 20, Outcome.OK, 200);
    return executed(number, millis + 1, server);
  }

  SampleRun executed(long number, long millis, int server) {
    journals.get(server).add(new Journal.Entry(at(millis), number, Journal.Event.EXECUTED));
    return this;
  }

  /** An outage, with a mark at its beginning, that takes 20 ms to be complete. */
  public SampleRun outage(int server, Outage.Kind kind, long from, long to, long lastAttempt) {
    marks.add(new Mark(at(from), kind + " s" + (server + 1)));
    outages.add(new Outage(server, kind, at(from), at(from + 20), at(to), at(lastAttempt)));
    return this;
  }

  SampleRun stopped(long millis) {
    marks.add(new Mark(at(millis), "stop"));
    stopped = at(millis);
    return this;
  }

  /** The run, ten seconds long. */
  public Run build() {
    return new Run("sample", 4, START, at(10_000), stopped, requests, marks, outages, journals);
  }

  Figures figures() {
    return Figures.of(build());
  }
}
