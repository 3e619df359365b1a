package io.forebay.admin.stats;

/**
 * What a recorder knows of a listener, backend or server beside its counters.
 *
 * @param rate of requests
 * @param recent latency of the last minute
 * @param lastMinute requests in the last minute
 * @param mostInFlight most requests in flight that a look has found
 */
record Remembered(
    Rate.Told rate, Latency recent, long lastMinute, long mostInFlight, History history) {

  /** Of one that has come since the last look. */
  static Remembered only(Tally now) {
    return new Remembered(Rate.Told.NONE, now.latency(), now.requests(), 0, History.NONE);
  }

  Traffic traffic(Tally now, long[] statuses, long bytesIn, long bytesOut) {
    return new Traffic(
        now.requests(),
        rate.tenSeconds(),
        rate.most(),
        statuses,
        bytesIn,
        bytesOut,
        recent,
        now.latency(),
        rate.second());
  }
}
