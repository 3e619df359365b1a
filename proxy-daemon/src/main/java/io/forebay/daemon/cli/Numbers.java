package io.forebay.daemon.cli;

/**
 * The numbers of a backend or a server.
 *
 * @param told an object of {@code /api/v1/statistics}; where it is none, nothing is known
 */
record Numbers(JsonValue told) {

  static final Numbers NONE = new Numbers(JsonValue.parse(""));

  double inFlight() {
    return told.get("in_flight").decimal();
  }

  /** Requests per second, over the last ten seconds. */
  double rate() {
    return told.get("traffic").get("rate").decimal();
  }

  double requests() {
    return told.get("traffic").get("requests").decimal();
  }

  /** What went wrong with servers, since the start; answers with 5xx too. */
  double errors() {
    JsonValue failures = told.get("failures");
    return failures.get("connect").decimal()
        + failures.get("reset").decimal()
        + failures.get("timeout").decimal()
        + failures.get("invalid").decimal()
        + failures.get("server_errors").decimal();
  }

  /** Milliseconds that a part of the requests of the last minute took at most. */
  double latency(String quantile) {
    return told.get("traffic").get("latency_last_minute_ms").get(quantile).decimal();
  }
}
