package io.forebay.balance;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.ResponseTime;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import io.forebay.util.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The server that should answer first: the least {@code response time x (requests in flight + 1) /
 * weight}, where the time is the {@link ResponseTime} to the first byte, with a half-life of 5 s. A
 * server without a sample gets one request; the time of an idle one fades, so that it is tried
 * again.
 */
public final class LeastTime implements LoadBalancer {

  private final Ticker ticker;

  /** A policy that reads {@code ticker} once for each pick. */
  public LeastTime(Ticker ticker) {
    this.ticker = ticker;
  }

  @Override
  public @Nullable Server pick(EligibleServers eligible, long key, @Nullable TriedServers tried) {
    long now = ticker.nanos();
    Server best = null;
    double bestScore = 0;
    for (int i = 0; i < eligible.size(); i++) {
      Server server = eligible.server(i);
      if (EligibleServers.isOpen(server, tried)) {
        double score = score(server, now) / eligible.weight(i);
        if (best == null || score < bestScore) {
          best = server;
          bestScore = score;
        }
      }
    }
    return best;
  }

  private static double score(Server server, long now) {
    int inFlight = server.inFlight();
    ResponseTime time = server.responseTime();
    double nanos = time == null ? 0 : time.nanos(now, inFlight == 0);
    return (nanos == 0 && inFlight > 0 ? ResponseTime.FAILURE_NANOS : nanos) * (inFlight + 1);
  }
}
