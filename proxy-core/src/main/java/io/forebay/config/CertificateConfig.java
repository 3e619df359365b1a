package io.forebay.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of one certificate, all in PEM format but {@code ocsp}; they are read when a listener
 * is built, and again when they change.
 *
 * @param cert the certificate, and behind it those of its issuers as far as there is no {@code
 *     chain}
 * @param key its private key; null where it lies in {@code cert}
 * @param chain the certificates of its issuers; null for those in {@code cert}
 * @param ocsp the answer of its issuer's OCSP responder, in DER format; null for none
 */
public record CertificateConfig(
    Path cert, @Nullable Path key, @Nullable Path chain, @Nullable Path ocsp) {}
