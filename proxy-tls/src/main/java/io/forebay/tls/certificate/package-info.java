/**
 * The certificates of listeners: read from files, chosen by what a client asks for, read again when
 * the files change.
 *
 * <p>Entry: {@link io.forebay.tls.certificate.Certificates} and {@link
 * io.forebay.tls.certificate.CertificateStore}. Imports proxy-core only, and is imported by
 * proxy-tls and the daemon. Everything here is immutable; files are read on threads that may wait.
 */
@NullMarked
package io.forebay.tls.certificate;

import org.jspecify.annotations.NullMarked;
