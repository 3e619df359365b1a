/**
 * Guards of servers, put together of parts.
 *
 * <p>{@code Guards} gives every server its {@code ServerGuard}, made of one {@code GuardPart} of
 * each {@code GuardSource} that has something to say of it: passive checks, circuit breakers. Parts
 * are called by event loops, sources by the control loop. Imports proxy-core only.
 */
@NullMarked
package io.forebay.health.guard;

import org.jspecify.annotations.NullMarked;
