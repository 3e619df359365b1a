package io.forebay.runtime;

import io.forebay.config.PathRewriteConfig;
import io.forebay.config.RedirectConfig;
import io.forebay.config.RespondConfig;
import io.forebay.config.RouteConfig;
import io.forebay.config.SplitCookieConfig;
import org.jspecify.annotations.Nullable;

/**
 * What a route does with its requests: one of backend, redirect and respond, or nothing where no
 * route matches.
 *
 * @param rewrite what becomes of paths on their way to the backend, or null
 * @param splitCookie by which clients keep their backend, or null
 */
record RouteAnswer(
    @Nullable String backend,
    @Nullable RedirectConfig redirect,
    @Nullable RespondConfig respond,
    @Nullable PathRewriteConfig rewrite,
    @Nullable SplitCookieConfig splitCookie) {

  /** What {@code route} does, by {@code backend} where it has one. */
  static RouteAnswer of(RouteConfig route, @Nullable String backend) {
    return new RouteAnswer(
        backend,
        route.redirect(),
        route.respond(),
        route.rewrite(),
        route.split() == null ? null : route.split().cookie());
  }

  /** What it does where another backend stands in for its own. */
  RouteAnswer by(String other) {
    return new RouteAnswer(other, redirect, respond, rewrite, splitCookie);
  }
}
