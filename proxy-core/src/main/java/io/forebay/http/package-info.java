/**
 * One HTTP message for every protocol version, and the two interfaces over which messages flow.
 *
 * <p>{@link io.forebay.http.HttpHead} is the message, {@link io.forebay.http.HttpStream} the way
 * out, {@code RequestListener} and {@code ResponseListener} the way in. Codecs and the exchange
 * import this package; it knows neither. Everything here is confined to one event loop.
 */
@NullMarked
package io.forebay.http;

import org.jspecify.annotations.NullMarked;
