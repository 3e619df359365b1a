package io.forebay.bench.failover.report;

import io.forebay.bench.failover.client.Request;
import io.forebay.bench.failover.result.Run;
import java.util.ArrayList;
import java.util.List;

/** The requests of a run by the tenth of a second in which they were to be sent. */
final class Buckets {
  static final double SECONDS = 0.1;

  private final List<List<Request>> buckets = new ArrayList<>();

  Buckets(Run run) {
    for (Request request : run.requests()) {
      int index = (int) (run.seconds(request.scheduledNanos()) / SECONDS);
      while (buckets.size() <= index) {
        buckets.add(new ArrayList<>());
      }
      buckets.get(index).add(request);
    }
  }

  int size() {
    return buckets.size();
  }

  int ok(int bucket) {
    return (int) buckets.get(bucket).stream().filter(Request::isOk).count();
  }

  int failed(int bucket) {
    return buckets.get(bucket).size() - ok(bucket);
  }

  /** Seconds; 0 for an empty bucket. */
  double slowest(int bucket) {
    return sorted(bucket).isEmpty() ? 0 : sorted(bucket).get(buckets.get(bucket).size() - 1);
  }

  /** Seconds; 0 for an empty bucket. */
  double median(int bucket) {
    return sorted(bucket).isEmpty() ? 0 : sorted(bucket).get(buckets.get(bucket).size() / 2);
  }

  private List<Double> sorted(int bucket) {
    return buckets.get(bucket).stream().map(it -> it.latencyNanos() / 1e9).sorted().toList();
  }
}
