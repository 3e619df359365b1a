/**
 * The operating system's side of things: event loops, sockets and their options.
 *
 * <p>{@link io.forebay.net.Transport} is the entry. Imports {@code util} and {@code config} only.
 */
@NullMarked
package io.forebay.net;

import org.jspecify.annotations.NullMarked;
