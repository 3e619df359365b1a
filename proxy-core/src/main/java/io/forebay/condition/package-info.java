/**
 * What routes ask of a request beside its host and path. {@link
 * io.forebay.condition.RequestConditions} is made from a {@code match} of the configuration.
 * Immutable; any event loop.
 */
@NullMarked
package io.forebay.condition;

import org.jspecify.annotations.NullMarked;
