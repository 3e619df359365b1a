package io.forebay.bench.failover.report;

import io.forebay.bench.failover.client.Request;
import io.forebay.bench.failover.result.Apart;
import io.forebay.bench.failover.result.Run;
import java.util.ArrayList;
import java.util.List;

/** The requests of a run by the tenth of a second in which they were to be sent. */
final class Buckets {
  static final double SECONDS = 0.1;

  private final List<List<Request>> buckets = new ArrayList<>();
  private final Apart apart;

  Buckets(Run run) {
    apart = new Apart(run);
    int complete = (int) (run.seconds(run.endNanos()) / SECONDS);
    for (int i = 0; i < complete; i++) {
      buckets.add(new ArrayList<>());
    }
    for (Request request : run.requests()) {
      int index = (int) (run.seconds(request.scheduledNanos()) / SECONDS);
      if (index < complete) {
        buckets.get(index).add(request);
      }
    }
  }

  int size() {
    return buckets.size();
  }

  int sent(int bucket) {
    return buckets.get(bucket).size();
  }

  /** Requests without a good answer, whether or not they might have been saved. */
  int unanswered(int bucket) {
    return (int) buckets.get(bucket).stream().filter(request -> !request.isOk()).count();
  }

  /** Those that might have been saved. */
  int failed(int bucket) {
    return (int)
        buckets.get(bucket).stream()
            .filter(request -> !request.isOk() && !apart.contains(request))
            .count();
  }

  /** Seconds from the fastest to the slowest, without those that are set apart. */
  List<Double> latencies(int bucket) {
    return buckets.get(bucket).stream()
        .filter(request -> !apart.contains(request))
        .map(request -> request.latencyNanos() / 1e9)
        .sorted()
        .toList();
  }
}
