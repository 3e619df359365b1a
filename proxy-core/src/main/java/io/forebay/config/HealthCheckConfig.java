package io.forebay.config;

import java.time.Duration;

/**
 * An active check: a GET that a healthy server answers with a status from 200 to 399.
 *
 * @param path what is asked for, with a query if need be
 * @param interval from the start of one check to the start of the next; default 2 s
 * @param timeout until the answer's head must be there; default the shorter of 2 s and the interval
 * @param rise good checks in a row until a server is up, 1 to 100, default 2
 * @param fall failed checks in a row until a server is down, 1 to 100, default 3
 */
public record HealthCheckConfig(
    String path, Duration interval, Duration timeout, int rise, int fall) {

  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(2);
  public static final Duration MAX_DEFAULT_TIMEOUT = Duration.ofSeconds(2);
  public static final int DEFAULT_RISE = 2;
  public static final int DEFAULT_FALL = 3;
  public static final int MAX_COUNT = 100;

  public HealthCheckConfig {
    Checks.require(isPath(path), "path", path, "a path that starts with /");
    Checks.positive("interval", interval);
    Checks.positive("timeout", timeout);
    Checks.range("rise", rise, 1, MAX_COUNT);
    Checks.range("fall", fall, 1, MAX_COUNT);
  }

  /** A check of this path with every other value at its default. */
  public static HealthCheckConfig of(String path) {
    return new HealthCheckConfig(
        path, DEFAULT_INTERVAL, MAX_DEFAULT_TIMEOUT, DEFAULT_RISE, DEFAULT_FALL);
  }

  /** The timeout of a check that names none. */
  public static Duration defaultTimeout(Duration interval) {
    return interval.compareTo(MAX_DEFAULT_TIMEOUT) < 0 ? interval : MAX_DEFAULT_TIMEOUT;
  }

  /** Whether this is a path, with or without a query, as it stands in a request line. */
  public static boolean isPath(String path) {
    int query = path.indexOf('?');
    return MatchConfig.isPath(query < 0 ? path : path.substring(0, query))
        && path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
  }
}
