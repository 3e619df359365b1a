/**
 * The failover scenarios: real server processes fail, are drained and come back behind Forebay and
 * its peers, under a load that notices. {@link io.forebay.bench.failover.Main} is the program,
 * {@code bench/failover/run} its command; {@link io.forebay.bench.failover.Scenario} says what
 * happens, {@link io.forebay.bench.failover.Stage} does it.
 */
@NullMarked
package io.forebay.bench.failover;

import org.jspecify.annotations.NullMarked;
