/**
 * Cookies that the proxy itself sets and reads: their values are opaque to clients and cannot be
 * forged.
 *
 * <p>Imports {@code http} and {@code util}. {@link io.forebay.cookie.CookieKey} makes values,
 * {@link io.forebay.cookie.TokenTable} knows them again. Filters use it; event loops only, but for
 * what is made with a snapshot.
 */
@NullMarked
package io.forebay.cookie;

import org.jspecify.annotations.NullMarked;
