package io.forebay.net;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be known of a certificate of a listener.
 *
 * @param listener its name
 * @param file where it stands
 * @param names the DNS names that it is for; none where it cannot be used
 * @param keyType such as {@code RSA}; empty where it cannot be used
 * @param notAfter until when it is valid; null where it cannot be used
 * @param fingerprint the SHA-256 of it in hexadecimal digits, what tells it from another one; empty
 *     where it cannot be used
 * @param problem why what the file holds now is not used; null if it is. Then the one before it is
 *     used, as far as there is one
 * @param stapleProblem why no answer of its issuer is handed out; null where one is, or none is
 *     configured
 * @param stapleUntil from when on the one that is handed out no longer is; null where there is none
 *     or it has no end
 */
public record CertificateInfo(
    String listener,
    Path file,
    List<String> names,
    String keyType,
    @Nullable Instant notAfter,
    String fingerprint,
    @Nullable String problem,
    @Nullable String stapleProblem,
    @Nullable Instant stapleUntil) {

  public CertificateInfo {
    names = List.copyOf(names);
  }
}
