/**
 * Connections to servers, pooled per event loop.
 *
 * <p>{@link io.forebay.upstream.UpstreamPools} is the entry; there is one per worker, and
 * everything here is confined to that worker's event loop.
 */
@NullMarked
package io.forebay.upstream;

import org.jspecify.annotations.NullMarked;
