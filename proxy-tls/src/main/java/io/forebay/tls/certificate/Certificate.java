package io.forebay.tls.certificate;

import io.forebay.config.CertificateConfig;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that can be used, with its key.
 *
 * @param config where it was read
 * @param names the DNS names that it is for, in lower case, international ones as punycode; those
 *     with a wildcard begin with {@code *.}
 * @param type what kind of key it has
 * @param chain itself first, then its issuers in order as far as they are known
 * @param key its private key
 * @param staple what a client is told of its revocation; null for nothing
 */
public record Certificate(
    CertificateConfig config,
    List<String> names,
    KeyType type,
    List<X509Certificate> chain,
    PrivateKey key,
    @Nullable OcspStaple staple) {

  public Certificate {
    names = List.copyOf(names);
    chain = List.copyOf(chain);
  }

  /** The file that it stands in. */
  public Path file() {
    return config.cert();
  }

  /** The certificate itself. */
  public X509Certificate leaf() {
    return chain.get(0);
  }

  /** From when on it is no longer valid. */
  public Instant notAfter() {
    return leaf().getNotAfter().toInstant();
  }

  /** What a client is told of its revocation, in DER and not to be changed; null for nothing. */
  public byte @Nullable [] ocspResponse(Instant now) {
    return staple != null && staple.isCurrent(now) ? staple.response() : null;
  }

  /** The SHA-256 of it in hexadecimal digits. */
  String fingerprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(leaf().getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same with another staple. */
  Certificate with(@Nullable OcspStaple other) {
    return new Certificate(config, names, type, chain, key, other);
  }

  /** The file. Never the key. */
  @Override
  public String toString() {
    return file().toString();
  }
}
