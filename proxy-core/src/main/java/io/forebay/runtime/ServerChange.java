package io.forebay.runtime;

import io.forebay.backend.AdminState;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of a server from now on.
 *
 * @param state null leaves it
 * @param weight null leaves it
 */
public record ServerChange(@Nullable AdminState state, @Nullable ServerWeight weight) {}
