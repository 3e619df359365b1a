package io.forebay.runtime;

import io.forebay.config.RedirectConfig;
import io.forebay.config.RespondConfig;
import org.jspecify.annotations.Nullable;

/** What a route does with its requests: one of them, or nothing where no route matches. */
record RouteAnswer(
    @Nullable String backend, @Nullable RedirectConfig redirect, @Nullable RespondConfig respond) {}
