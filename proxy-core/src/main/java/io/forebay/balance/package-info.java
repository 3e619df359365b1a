/**
 * Balancing policies. Each is one small class that any number of event loops call at once.
 *
 * <p>Imports {@code backend}; {@link io.forebay.balance.Balancers} makes one by its name in the
 * configuration.
 */
@NullMarked
package io.forebay.balance;

import org.jspecify.annotations.NullMarked;
