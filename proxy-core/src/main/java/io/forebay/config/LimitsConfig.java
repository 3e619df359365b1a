package io.forebay.config;

import java.time.Duration;

/**
 * What a client may ask of a listener.
 *
 * @param requestLine bytes of a request-line, 256 to 1 MiB, default 8 KiB
 * @param head bytes of a request's head, not less than of its first line, to 1 MiB, default 64 KiB
 * @param fields header lines of a request, 1 to 1000, default 100
 * @param keepAliveRequests requests on one connection, 0 (default) for any number
 * @param keepAliveTime age at which a connection closes, 0 (default) for any age
 * @param minBodyRate bytes per second that a body must come with, 0 (default) for any rate
 */
public record LimitsConfig(
    int requestLine,
    int head,
    int fields,
    int keepAliveRequests,
    Duration keepAliveTime,
    long minBodyRate) {

  public static final int SHORTEST_LINE = 256;
  public static final int LONGEST_HEAD = 1024 * 1024;
  public static final int MOST_FIELDS = 1000;
  public static final int MOST_REQUESTS = 1_000_000_000;
  public static final long HIGHEST_RATE = 1L << 30;

  public static final LimitsConfig DEFAULT =
      new LimitsConfig(8 * 1024, 64 * 1024, 100, 0, Duration.ZERO, 0);

  public LimitsConfig {
    Checks.range("request_line", requestLine, SHORTEST_LINE, LONGEST_HEAD);
    Checks.range("head", head, requestLine, LONGEST_HEAD);
    Checks.range("fields", fields, 1, MOST_FIELDS);
    Checks.range("keep_alive_requests", keepAliveRequests, 0, MOST_REQUESTS);
    if (!keepAliveTime.isZero()) {
      Checks.positive("keep_alive_time", keepAliveTime);
    }
    Checks.require(
        minBodyRate >= 0 && minBodyRate <= HIGHEST_RATE, "min_body_rate", minBodyRate, "0 to 1GiB");
  }
}
