package io.forebay.bench.failover.result;

import io.forebay.bench.failover.client.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What one run comes to. A POST that met an outage counts neither as failed nor as slow; it is
 * <em>in flight</em>. Times of failures are relative to the first event, all are in seconds.
 *
 * @param failedGets GETs without a good answer
 * @param failedPosts POSTs without a good answer of which no failing server ever saw anything
 * @param postsInFlight POSTs that met an outage
 * @param failedInFlight those of them that failed
 * @param postsTwice POSTs that were executed twice
 * @param turnedAway connections refused while the proxy was stopped, none of them failed
 * @param causes how often requests ended in which way, those that are in order left out
 * @param offSeconds how long the outage that was noticed last still got requests
 * @param againSeconds how long it took until each server had traffic again, the slowest; infinite
 *     where one never had
 * @param firstSuccess from the end of the first outage to the first good answer
 */
public record Figures(
    int sent,
    int ok,
    int failedGets,
    int failedPosts,
    int postsInFlight,
    int failedInFlight,
    long postsTwice,
    int turnedAway,
    TreeMap<String, Integer> causes,
    OptionalDouble firstFailure,
    OptionalDouble lastFailure,
    OptionalDouble offSeconds,
    OptionalDouble againSeconds,
    double recoverySeconds,
    OptionalDouble firstSuccess,
    double median,
    double slowest,
    int overOneSecond,
    int overTwoSeconds,
    Distribution during,
    Distribution afterwards) {

  /** Works out the figures of {@code run}. */
  public static Figures of(Run run) {
    Apart apart = new Apart(run);
    Traffic traffic = new Traffic(run);
    List<Request> counted =
        run.requests().stream().filter(request -> !apart.contains(request)).toList();
    List<Request> failed = counted.stream().filter(request -> !request.isOk()).toList();
    List<Double> latencies =
        counted.stream().map(request -> request.latencyNanos() / 1e9).sorted().toList();
    int failedPosts = count(failed, Request::isPost);
    return new Figures(
        run.requests().size(),
        count(run.requests(), Request::isOk),
        failed.size() - failedPosts,
        failedPosts,
        count(run.requests(), apart::isInFlight),
        count(run.requests(), request -> apart.isInFlight(request) && !request.isOk()),
        traffic.postsTwice(),
        count(run.requests(), apart::isTurnedAway),
        causes(failed),
        failed.isEmpty() ? OptionalDouble.empty() : sinceEvent(failed.get(0), run),
        failed.stream()
            .max(Comparator.comparingLong(Request::scheduledNanos))
            .map(request -> sinceEvent(request, run))
            .orElse(OptionalDouble.empty()),
        offSeconds(run, traffic),
        againSeconds(run, traffic),
        run.recoverySeconds(),
        firstSuccess(run),
        latencies.isEmpty() ? 0 : latencies.get(latencies.size() / 2),
        latencies.isEmpty() ? 0 : latencies.get(latencies.size() - 1),
        (int) latencies.stream().filter(it -> it > 1).count(),
        (int) latencies.stream().filter(it -> it > 2).count(),
        Distribution.during(run, traffic),
        Distribution.afterwards(run, traffic));
  }

  /** Requests that failed although they might have been saved. */
  public int failed() {
    return failedGets + failedPosts;
  }

  private static int count(List<Request> requests, Predicate<Request> which) {
    return (int) requests.stream().filter(which).count();
  }

  private static TreeMap<String, Integer> causes(List<Request> failed) {
    TreeMap<String, Integer> causes = new TreeMap<>();
    for (Request request : failed) {
      String cause = request.outcome().name().toLowerCase(java.util.Locale.ROOT);
      causes.merge(request.status() == 0 ? cause : cause + ' ' + request.status(), 1, Integer::sum);
    }
    return causes;
  }

  private static OptionalDouble sinceEvent(Request request, Run run) {
    return OptionalDouble.of((request.scheduledNanos() - run.eventNanos()) / 1e9);
  }

  private static OptionalDouble offSeconds(Run run, Traffic traffic) {
    return run.outages().stream()
        .map(traffic::offNanos)
        .filter(OptionalLong::isPresent)
        .mapToDouble(it -> it.getAsLong() / 1e9)
        .max();
  }

  private static OptionalDouble againSeconds(Run run, Traffic traffic) {
    List<Double> all = new ArrayList<>();
    for (Outage outage : run.outages()) {
      if (outage.kind() == Outage.Kind.DRAINED || run.outages().stream().noneMatch(outage::isIn)) {
        OptionalLong again = traffic.againNanos(outage);
        all.add(again.isPresent() ? again.getAsLong() / 1e9 : Double.POSITIVE_INFINITY);
      }
    }
    return all.stream().mapToDouble(it -> it).max();
  }

  private static OptionalDouble firstSuccess(Run run) {
    OptionalLong back = run.outages().stream().mapToLong(Outage::toNanos).min();
    if (back.isEmpty()) {
      return OptionalDouble.empty();
    }
    return run.requests().stream()
        .filter(request -> request.isOk() && request.endNanos() - back.getAsLong() >= 0)
        .mapToDouble(request -> (request.endNanos() - back.getAsLong()) / 1e9)
        .min();
  }
}
