/**
 * Backends: named pools of servers, and the state that a server keeps through reloads.
 *
 * <p>{@link io.forebay.backend.Backend#pick} is the entry for the data path. Every event loop reads
 * here; only the control thread changes a server's state, and publishes the result as one immutable
 * {@link io.forebay.backend.EligibleServers}. Knows no balancing policy.
 */
@NullMarked
package io.forebay.backend;

import org.jspecify.annotations.NullMarked;
