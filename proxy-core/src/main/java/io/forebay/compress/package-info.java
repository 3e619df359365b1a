/**
 * Compressing bodies: {@link io.forebay.compress.Compressors}, one for each event loop, hands out a
 * {@link io.forebay.compress.Compressor} for each body. Knows nothing of HTTP; {@code http} and
 * what is above may import it. Event loop only.
 */
@NullMarked
package io.forebay.compress;

import org.jspecify.annotations.NullMarked;
