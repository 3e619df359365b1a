/**
 * One request and its answer: {@link io.forebay.exchange.Exchange} couples a client's stream with
 * at most one server's stream at a time.
 *
 * <p>Filters and observers import this package; it knows neither of them by name. An exchange is
 * confined to the event loop of its client's connection; plans and filters are immutable and
 * shared.
 */
@NullMarked
package io.forebay.exchange;

import org.jspecify.annotations.NullMarked;
