/**
 * The client of the failover scenarios: {@link io.forebay.bench.failover.client.LoadClient} sends
 * by the clock whatever happens to earlier requests, never tries again, and says of each {@link
 * io.forebay.bench.failover.client.Request} how it ended.
 */
@NullMarked
package io.forebay.bench.failover.client;

import org.jspecify.annotations.NullMarked;
