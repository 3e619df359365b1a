/**
 * How many requests of a key may come: the state of limits, shared by all event loops. Entry:
 * {@link io.forebay.limit.RateLimitZone}. Knows nothing of requests: keys are numbers here.
 */
@NullMarked
package io.forebay.limit;

import org.jspecify.annotations.NullMarked;
