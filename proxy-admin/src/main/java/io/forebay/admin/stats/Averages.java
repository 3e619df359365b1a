package io.forebay.admin.stats;

import java.util.List;

/**
 * Averages of about the last {@value #REQUESTS} requests, from sums over all of them: what came
 * since the last look counts by its number, and what was known before fades. Confined to its
 * recorder.
 */
final class Averages {

  /** As many as HAProxy's averages are of. */
  static final int REQUESTS = 1024;

  /** The sums that the averages are made from: a number of requests and their times. */
  record Sums(long requests, long queue, long connect, long response, long total) {

    static final Sums NONE = new Sums(0, 0, 0, 0, 0);
  }

  private static final double NANOS_PER_MILLI = 1e6;

  private Sums last = Sums.NONE;
  private Times known = Times.NONE;

  /** Takes what is counted now. */
  void note(Sums now) {
    known = with(now);
    last = now;
  }

  /** The averages with what is counted now. */
  Times with(Sums now) {
    long came = now.requests() - last.requests();
    if (came <= 0) {
      return known;
    }
    double part = Math.min(1, (double) came / Math.min(REQUESTS, now.requests()));
    long before = now.queue() - last.queue() + now.connect() - last.connect();
    return new Times(
        mix(known.queue(), now.queue() - last.queue(), came, part),
        mix(known.connect(), now.connect() - last.connect(), came, part),
        mix(known.response(), Math.max(0, now.response() - last.response() - before), came, part),
        mix(known.total(), now.total() - last.total(), came, part));
  }

  /** Those of a backend: each of its servers counts as much as its averages are made of. */
  static Times ofAll(List<ServerStatistics> servers) {
    double all = 0;
    double queue = 0;
    double connect = 0;
    double response = 0;
    double total = 0;
    for (ServerStatistics it : servers) {
      double part = Math.min(REQUESTS, it.traffic().requests());
      all += part;
      queue += part * it.times().queue();
      connect += part * it.times().connect();
      response += part * it.times().response();
      total += part * it.times().total();
    }
    return all == 0
        ? Times.NONE
        : new Times(queue / all, connect / all, response / all, total / all);
  }

  private static double mix(double known, long nanos, long came, double part) {
    double latest = nanos / NANOS_PER_MILLI / came;
    return known + (latest - known) * part;
  }
}
