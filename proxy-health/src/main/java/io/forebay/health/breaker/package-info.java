/**
 * Circuit breakers: after failures in a row requests stop going to a server, and begin again with
 * one at a time.
 *
 * <p>{@code Breakers} makes one {@code CircuitBreaker} for each server, or each backend, whose
 * configuration has one. Event loops ask and tell a breaker, which changes its state there and
 * then; the control loop takes servers out of the choice and in again, and times the end of the
 * open state. Imports proxy-core, {@code health} and {@code guard}.
 */
@NullMarked
package io.forebay.health.breaker;

import org.jspecify.annotations.NullMarked;
