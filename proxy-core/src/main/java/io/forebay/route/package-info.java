/**
 * Finds what belongs to a host and a path. {@link io.forebay.route.RouteTable} knows nothing of
 * what it finds. Immutable after it is built; any thread.
 */
@NullMarked
package io.forebay.route;

import org.jspecify.annotations.NullMarked;
