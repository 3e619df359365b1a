package io.forebay.bench.failover.result;

import io.forebay.bench.failover.client.Outcome;
import io.forebay.bench.failover.client.Request;

/** Requests that no proxy could have answered well: they count neither as failed nor as slow. */
public final class Apart {
  private final Run run;
  private final PostsInFlight inFlight;

  /** Those of {@code run}. */
  public Apart(Run run) {
    this.run = run;
    this.inFlight = new PostsInFlight(run);
  }

  /** Whether {@code request} is one of them. */
  public boolean contains(Request request) {
    return isInFlight(request) || isTurnedAway(request);
  }

  /** A POST that met an outage of its server. */
  boolean isInFlight(Request request) {
    return inFlight.contains(request);
  }

  /** A proxy that was told to stop may refuse what comes afterwards, but nothing that it took. */
  boolean isTurnedAway(Request request) {
    return run.stoppedNanos() != 0
        && request.scheduledNanos() - run.stoppedNanos() >= 0
        && request.outcome() == Outcome.REFUSED;
  }
}
