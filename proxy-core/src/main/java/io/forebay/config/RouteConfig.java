package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * What happens to the requests that match. Exactly one of backend and redirect is there.
 *
 * @param match which requests
 * @param backend where they go, or null
 * @param redirect what they are answered, or null
 * @param headers the listener's merged with the route's own
 * @param label a short stable name for metrics and logs, see {@link MatchConfig#label}
 */
public record RouteConfig(
    MatchConfig match,
    @Nullable String backend,
    @Nullable RedirectConfig redirect,
    HeadersConfig headers,
    String label) {

  public RouteConfig {
    Checks.require(
        (backend == null) != (redirect == null), "route", label, "one of backend and redirect");
  }

  /** A route to a backend, labelled after its match. */
  public static RouteConfig to(String backend, MatchConfig match, HeadersConfig headers) {
    return new RouteConfig(match, backend, null, headers, match.label());
  }

  /** A route that redirects, labelled after its match. */
  public static RouteConfig to(RedirectConfig redirect, MatchConfig match, HeadersConfig headers) {
    return new RouteConfig(match, null, redirect, headers, match.label());
  }
}
