/**
 * Passive checks: what requests tell of servers.
 *
 * <p>{@code PassiveChecks} gives each server a {@code PassiveGuard}, which event loops tell of
 * every try, and which tells the control loop of what matters. There a {@code WatchedServer} has it
 * checked, avoids it or ejects it. Imports proxy-core and the active checks.
 */
@NullMarked
package io.forebay.health.passive;

import org.jspecify.annotations.NullMarked;
