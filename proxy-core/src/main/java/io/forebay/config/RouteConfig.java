package io.forebay.config;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the requests that match. Exactly one of backend, split, redirect and respond is
 * there.
 *
 * @param match which requests
 * @param backend where they go, or null
 * @param split the backends that share them, or null
 * @param redirect where they are sent instead, or null
 * @param respond what they are answered, or null
 * @param rewrite what becomes of their paths on the way to a backend, or null; there beside
 *     backends alone
 * @param headers the listener's merged with the route's own
 * @param overrides the listener's merged with the route's own
 * @param priority routes with a higher one are looked at first, {@value #MIN_PRIORITY} to {@value
 *     #MAX_PRIORITY}, default 0
 * @param label a short stable name for metrics and logs, see {@link MatchConfig#label}
 */
public record RouteConfig(
    MatchConfig match,
    @Nullable String backend,
    @Nullable SplitConfig split,
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
    long answers = Stream.of(backend, split, redirect, respond).filter(Objects::nonNull).count();
    Checks.require(answers == 1, "route", label, "one of backend, backends, redirect and respond");
    Checks.require(
        rewrite == null || (backend != null || split != null) && !rewrite.isEmpty(),
        "rewrite",
        label,
        "a change of paths on their way to a backend");
  }

  /** Where its requests may go, without what stands in for these. */
  public List<String> backends() {
    if (split != null) {
      return split.backends().stream().map(WeightedBackend::name).toList();
    }
    return backend == null ? List.of() : List.of(backend);
  }

  /** This route below something that says these. */
  public RouteConfig inherit(HeadersConfig outerHeaders, OverridesConfig outerOverrides) {
    return new RouteConfig(
        match,
        backend,
        split,
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
        match,
        backend,
        split,
        redirect,
        respond,
        rewrite,
        headers,
        overrides.complete(),
        priority,
        name);
  }
}
