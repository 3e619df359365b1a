/**
 * As much of HTTP/1.1 as the servers and the client of the failover scenarios need: messages that
 * say their length. Imports nothing of the proxy, so that a fault of it cannot hide here.
 */
@NullMarked
package io.forebay.bench.failover.wire;

import org.jspecify.annotations.NullMarked;
