package io.forebay.bench.failover.result;

import io.forebay.bench.failover.client.Request;
import io.forebay.bench.failover.origin.Journal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which POSTs a proxy could not save: those that were at a server, or on their way to it, when that
 * was killed, hung or failed. Nobody can know whether they were executed, so nobody may try them
 * again.
 */
final class PostsInFlight {
  private final List<Outage> outages;
  private final List<Set<Long>> received = new ArrayList<>();

  PostsInFlight(Run run) {
    this.outages = run.outages().stream().filter(it -> it.kind() != Outage.Kind.DRAINED).toList();
    for (List<Journal.Entry> journal : run.journals()) {
      Set<Long> numbers = new HashSet<>();
      journal.forEach(entry -> numbers.add(entry.request()));
      received.add(numbers);
    }
  }

  /** Whether {@code request} is a POST that met an outage of its server. */
  boolean contains(Request request) {
    return request.isPost() && outages.stream().anyMatch(outage -> met(request, outage));
  }

  private boolean met(Request request, Outage outage) {
    boolean overlaps =
        request.scheduledNanos() - outage.toNanos() < 0
            && request.endNanos() - outage.fromNanos() >= 0;
    if (!overlaps) {
      return false;
    }
    return outage.kind() == Outage.Kind.DEAD
        ? wasUnderWay(request, outage) && !reachedAnother(request, outage)
        : received.get(outage.server()).contains(request.number());
  }

  private static boolean wasUnderWay(Request request, Outage outage) {
    return request.scheduledNanos() - outage.goneNanos() < 0;
  }

  private boolean reachedAnother(Request request, Outage outage) {
    for (int server = 0; server < received.size(); server++) {
      if (server != outage.server() && received.get(server).contains(request.number())) {
        return true;
      }
    }
    return false;
  }
}
