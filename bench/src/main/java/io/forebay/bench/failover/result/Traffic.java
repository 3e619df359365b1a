package io.forebay.bench.failover.result;

import io.forebay.bench.failover.client.Request;
import io.forebay.bench.failover.origin.Journal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** When servers got requests, by their journals. */
final class Traffic {
  private final Run run;
  private final Map<Long, Request> requests = new HashMap<>();

  Traffic(Run run) {
    this.run = run;
    run.requests().forEach(request -> requests.put(request.number(), request));
  }

  /**
   * How long after its beginning an outage still got new requests: where the server can tell, the
   * last one that left the client, else the last attempt that the proxy counted.
   */
  OptionalLong offNanos(Outage outage) {
    if (outage.kind() == Outage.Kind.DEAD) {
      return outage.lastAttemptNanos() == 0
          ? OptionalLong.empty()
          : OptionalLong.of(Math.max(0, outage.lastAttemptNanos() - outage.fromNanos()));
    }
    long last =
        run.journals().get(outage.server()).stream()
            .filter(entry -> !entry.isCheck() && requests.containsKey(entry.request()))
            .mapToLong(entry -> requests.get(entry.request()).scheduledNanos())
            .filter(outage::contains)
            .max()
            .orElse(outage.fromNanos());
    return OptionalLong.of(last - outage.fromNanos());
  }

  /** How long after its end a server got the first request; empty if it got none. */
  OptionalLong againNanos(Outage outage) {
    LongStream left =
        run.journals().get(outage.server()).stream()
            .filter(entry -> isNewAfter(entry, outage.toNanos()))
            .mapToLong(Journal.Entry::nanos);
    OptionalLong first = left.min();
    return first.isEmpty()
        ? first
        : OptionalLong.of(Math.max(0, first.getAsLong() - outage.toNanos()));
  }

  private boolean isNewAfter(Journal.Entry entry, long nanos) {
    Request request = requests.get(entry.request());
    return request != null && entry.nanos() - nanos >= 0 && request.scheduledNanos() - nanos >= 0;
  }

  /** How many requests a server began between two times. */
  long count(int server, long from, long to) {
    return run.journals().get(server).stream()
        .filter(entry -> !entry.isCheck() && entry.nanos() - from >= 0 && entry.nanos() - to < 0)
        .count();
  }

  /** POSTs that were executed more than once. */
  long postsTwice() {
    Map<Long, Integer> executions = new HashMap<>();
    for (List<Journal.Entry> journal : run.journals()) {
      for (Journal.Entry entry : journal) {
        if (entry.event() == Journal.Event.EXECUTED && requests.containsKey(entry.request())) {
          executions.merge(entry.request(), 1, Integer::sum);
        }
      }
    }
    return executions.entrySet().stream()
        .filter(it -> it.getValue() > 1 && requests.get(it.getKey()).isPost())
        .count();
  }
}
