package io.forebay.config;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one place of the configuration says of the proxy's own error answers.
 *
 * @param pages by status, which is one of {@link #STATUSES}; a status that is not there is answered
 *     as is said further out
 */
public record ErrorPagesConfig(Map<Integer, ErrorPageConfig> pages) {

  /** The statuses that the proxy gives by itself. */
  public static final Set<Integer> STATUSES =
      sorted(400, 401, 403, 404, 405, 408, 413, 414, 417, 429, 431, 500, 501, 502, 503, 504, 505);

  /** Says nothing. */
  public static final ErrorPagesConfig NONE = new ErrorPagesConfig(Map.of());

  public ErrorPagesConfig {
    pages = Collections.unmodifiableMap(new TreeMap<>(pages));
    for (int status : pages.keySet()) {
      Checks.require(STATUSES.contains(status), "error_pages", status, "one of " + STATUSES);
    }
  }

  private static Set<Integer> sorted(Integer... statuses) {
    return Collections.unmodifiableSet(new TreeSet<>(Set.of(statuses)));
  }

  /** Both in one, where the inner one wins status by status. */
  public ErrorPagesConfig merge(ErrorPagesConfig inner) {
    if (inner.pages.isEmpty() || pages.isEmpty()) {
      return inner.pages.isEmpty() ? this : inner;
    }
    Map<Integer, ErrorPageConfig> merged = new TreeMap<>(pages);
    merged.putAll(inner.pages);
    return new ErrorPagesConfig(merged);
  }
}
