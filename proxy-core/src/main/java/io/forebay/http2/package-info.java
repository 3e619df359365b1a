/**
 * HTTP/2 on both sides of the proxy (RFC 9113).
 *
 * <p>Strict in both directions: a head is checked for all that HTTP/1.1 could read in another way
 * before anybody sees it. Everything here is confined to one event loop.
 */
@NullMarked
package io.forebay.http2;

import org.jspecify.annotations.NullMarked;
