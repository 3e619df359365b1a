package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * What happens to the requests that match. Exactly one of backend and redirect is there.
 *
 * @param match which requests
 * @param backend where they go, or null
 * @param redirect what they are answered, or null
 * @param headers the listener's merged with the route's own
 * @param overrides the listener's merged with the route's own
 * @param label a short stable name for metrics and logs, see {@link MatchConfig#label}
 */
public record RouteConfig(
    MatchConfig match,
    @Nullable String backend,
    @Nullable RedirectConfig redirect,
    HeadersConfig headers,
    OverridesConfig overrides,
    String label) {

  public RouteConfig {
    Checks.require(
        (backend == null) != (redirect == null), "route", label, "one of backend and redirect");
  }
}
