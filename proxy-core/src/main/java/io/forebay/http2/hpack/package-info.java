/**
 * Header compression of HTTP/2 (RFC 7541).
 *
 * <p>{@link io.forebay.http2.hpack.HpackDecoder} reads header blocks, {@link
 * io.forebay.http2.hpack.HpackEncoder} writes them; each connection has one of either, since both
 * remember what passed. Nothing here knows of frames or of the meaning of a field. Memory is
 * bounded by the size of the tables, work by the length of a block. Event loop only.
 */
@NullMarked
package io.forebay.http2.hpack;

import org.jspecify.annotations.NullMarked;
