/**
 * TLS over BoringSSL.
 *
 * <p>Imports proxy-core only.
 */
@NullMarked
package io.forebay.tls;

import org.jspecify.annotations.NullMarked;
