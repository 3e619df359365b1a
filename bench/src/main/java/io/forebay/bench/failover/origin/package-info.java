/**
 * The servers behind the proxies: {@link io.forebay.bench.failover.origin.Origin} is the program of
 * a process that can be killed, stopped and told to fail; {@link
 * io.forebay.bench.failover.origin.Journal} is what it leaves behind of every request.
 */
@NullMarked
package io.forebay.bench.failover.origin;

import org.jspecify.annotations.NullMarked;
