package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * What a route asks of the heads of its requests, which its listener has read by {@link
 * LimitsConfig} before it knew the route. Null where nothing is said.
 *
 * @param requestLine bytes of a request-line, 256 to 1 MiB
 * @param head bytes of a head, 256 to 1 MiB
 * @param fields header lines, 1 to 1000
 */
public record RouteLimitsConfig(
    @Nullable Integer requestLine, @Nullable Integer head, @Nullable Integer fields) {

  public RouteLimitsConfig {
    if (requestLine != null) {
      Checks.range(
          "request_line", requestLine, LimitsConfig.SHORTEST_LINE, LimitsConfig.LONGEST_HEAD);
    }
    if (head != null) {
      Checks.range("head", head, LimitsConfig.SHORTEST_LINE, LimitsConfig.LONGEST_HEAD);
    }
    if (fields != null) {
      Checks.range("fields", fields, 1, LimitsConfig.MOST_FIELDS);
    }
  }

  /** Both in one, where {@code inner} wins key by key; either may be null for nothing. */
  static @Nullable RouteLimitsConfig merge(
      @Nullable RouteLimitsConfig outer, @Nullable RouteLimitsConfig inner) {
    if (outer == null || inner == null) {
      return inner == null ? outer : inner;
    }
    return new RouteLimitsConfig(
        inner.requestLine == null ? outer.requestLine : inner.requestLine,
        inner.head == null ? outer.head : inner.head,
        inner.fields == null ? outer.fields : inner.fields);
  }

  /** The key that allows more than {@code listener} reads, or null. */
  public @Nullable String above(LimitsConfig listener) {
    if (requestLine != null && requestLine > listener.requestLine()) {
      return "request_line";
    }
    if (head != null && head > listener.head()) {
      return "head";
    }
    return fields != null && fields > listener.fields() ? "fields" : null;
  }
}
