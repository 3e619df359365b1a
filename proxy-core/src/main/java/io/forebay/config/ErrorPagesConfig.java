package io.forebay.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one place of the configuration says of the proxy's own error answers.
 *
 * @param pages by status, which is one of {@link #STATUSES}, or any from 400 to 599 beside {@code
 *     intercept}; a status that is not there is answered as is said further out
 * @param intercept statuses of servers' answers, 400 to 599, in whose place the proxy answers; null
 *     where nothing is said
 */
public record ErrorPagesConfig(
    Map<Integer, ErrorPageConfig> pages, @Nullable List<StatusRange> intercept) {

  /** The statuses that the proxy gives by itself. */
  public static final Set<Integer> STATUSES =
      sorted(400, 401, 403, 404, 405, 408, 413, 414, 417, 429, 431, 500, 501, 502, 503, 504, 505);

  /** Says nothing. */
  public static final ErrorPagesConfig NONE = new ErrorPagesConfig(Map.of(), null);

  public ErrorPagesConfig {
    pages = Collections.unmodifiableMap(new TreeMap<>(pages));
    for (int status : pages.keySet()) {
      boolean known = STATUSES.contains(status) || intercept != null && isError(status);
      Checks.require(known, "error_pages", status, "one of " + STATUSES);
    }
    intercept = intercept == null ? null : List.copyOf(intercept);
    for (StatusRange range : intercept == null ? List.<StatusRange>of() : intercept) {
      Checks.require(isError(range.first()), "intercept", range, "statuses from 400 to 599");
    }
  }

  private static boolean isError(int status) {
    return status >= 400 && status <= 599;
  }

  /** Whether an answer of a server with this status is replaced. */
  public boolean intercepts(int status) {
    return intercept != null && intercept.stream().anyMatch(it -> it.contains(status));
  }

  private static Set<Integer> sorted(Integer... statuses) {
    return Collections.unmodifiableSet(new TreeSet<>(Set.of(statuses)));
  }

  /** Both in one, where the inner one wins status by status, and the nearest {@code intercept}. */
  public ErrorPagesConfig merge(ErrorPagesConfig inner) {
    if (inner.equals(NONE) || equals(NONE)) {
      return inner.equals(NONE) ? this : inner;
    }
    Map<Integer, ErrorPageConfig> merged = new TreeMap<>(pages);
    merged.putAll(inner.pages);
    return new ErrorPagesConfig(merged, inner.intercept == null ? intercept : inner.intercept);
  }
}
