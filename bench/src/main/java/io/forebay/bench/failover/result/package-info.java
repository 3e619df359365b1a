/**
 * What a run left behind, {@link io.forebay.bench.failover.result.Run}, the {@link
 * io.forebay.bench.failover.result.Figures} that come of it, and the {@link
 * io.forebay.bench.failover.result.Target}s that these are held to. No sockets, no processes.
 */
@NullMarked
package io.forebay.bench.failover.result;

import org.jspecify.annotations.NullMarked;
