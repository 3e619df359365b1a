/**
 * HTTP/1.1 and HTTP/1.0 on both sides of the proxy (RFC 9112).
 *
 * <p>{@link io.forebay.http1.Http1ServerConnection} serves a client, {@link
 * io.forebay.http1.Http1ClientConnection} talks to a server. Both are the only handler of their
 * channel, confined to its event loop. Strict in both directions: whatever two parsers could read
 * in two ways is refused at the door, so the writers check nothing.
 */
@NullMarked
package io.forebay.http1;

import org.jspecify.annotations.NullMarked;
