package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * What happens to the requests that match. Exactly one of backend, redirect and respond is there.
 *
 * @param match which requests
 * @param backend where they go, or null
 * @param redirect where they are sent instead, or null
 * @param respond what they are answered, or null
 * @param rewrite what becomes of their paths on the way to the backend, or null; there beside a
 *     backend alone
 * @param headers the listener's merged with the route's own
 * @param overrides the listener's merged with the route's own
 * @param priority routes with a higher one are looked at first, {@value #MIN_PRIORITY} to {@value
 *     #MAX_PRIORITY}, default 0
 * @param label a short stable name for metrics and logs, see {@link MatchConfig#label}
 */
public record RouteConfig(
    MatchConfig match,
    @Nullable String backend,
    @Nullable RedirectConfig redirect,
    @Nullable RespondConfig respond,
    @Nullable PathRewriteConfig rewrite,
    HeadersConfig headers,
    OverridesConfig overrides,
    int priority,
    String label) {

  public static final int MIN_PRIORITY = -1_000_000;
  public static final int MAX_PRIORITY = 1_000_000;

  public RouteConfig {
    Checks.range("priority", priority, MIN_PRIORITY, MAX_PRIORITY);
    int answers =
        (backend == null ? 0 : 1) + (redirect == null ? 0 : 1) + (respond == null ? 0 : 1);
    Checks.require(answers == 1, "route", label, "one of backend, redirect and respond");
    Checks.require(
        rewrite == null || backend != null && !rewrite.isEmpty(),
        "rewrite",
        label,
        "a change of paths on their way to a backend");
  }

  /** This route below something that says these. */
  public RouteConfig inherit(HeadersConfig outerHeaders, OverridesConfig outerOverrides) {
    return new RouteConfig(
        match,
        backend,
        redirect,
        respond,
        rewrite,
        outerHeaders.merge(headers),
        outerOverrides.merge(overrides),
        priority,
        label);
  }

  /** This route under its last name, with every default written out. */
  public RouteConfig complete(String name) {
    return new RouteConfig(
        match, backend, redirect, respond, rewrite, headers, overrides.complete(), priority, name);
  }
}
