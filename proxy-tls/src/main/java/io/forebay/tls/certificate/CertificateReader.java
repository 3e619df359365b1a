package io.forebay.tls.certificate;

import io.forebay.config.CertificateConfig;
import io.forebay.config.yaml.SourceFiles;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads certificates and refuses those that would not work. Waits for a disk. */
final class CertificateReader {
  private final Instant now;
  private final SourceFiles files;

  /**
   * @param files remembers what was read
   */
  CertificateReader(Instant now, SourceFiles files) {
    this.now = now;
    this.files = files;
  }

  /**
   * Reads one certificate, without its staple.
   *
   * @throws RefusedCertificateException naming the file and what is wrong with it
   */
  Certificate read(CertificateConfig config) throws RefusedCertificateException {
    List<PemBlock> blocks = in(config.cert(), this::blocks);
    Set<X509Certificate> found =
        new LinkedHashSet<>(in(config.cert(), file -> CertificateChain.of(blocks)));
    X509Certificate leaf = found.iterator().next();
    KeyType type = in(config.cert(), file -> KeyType.of(leaf.getPublicKey()));
    List<String> names = in(config.cert(), file -> CertificateNames.of(leaf));
    Path keyFile = config.key() == null ? config.cert() : config.key();
    List<PemBlock> ofKey = config.key() == null ? blocks : in(keyFile, this::blocks);
    PrivateKey key = in(keyFile, file -> key(ofKey, type, found));
    Path chainFile = config.chain() == null ? config.cert() : config.chain();
    if (config.chain() != null) {
      found.addAll(in(chainFile, file -> CertificateChain.of(blocks(file))));
    }
    List<X509Certificate> chain = new ArrayList<>(found);
    in(chainFile, file -> CertificateChain.requireOrder(chain));
    in(config.cert(), file -> requireValid(leaf));
    return new Certificate(config, names, type, chain, key, null);
  }

  /** The staple that is configured for {@code certificate}; null for none. */
  @Nullable OcspStaple staple(Certificate certificate) throws RefusedCertificateException {
    Path configured = certificate.config().ocsp();
    return configured == null
        ? null
        : in(
            configured,
            file -> OcspStaple.read(CertificateFile.read(file, files), certificate.leaf(), now));
  }

  private interface Reading<T> {
    T read(Path file) throws UnreadableException;
  }

  /** Names the file where there is a problem. */
  private static <T> T in(Path file, Reading<T> reading) throws RefusedCertificateException {
    try {
      return reading.read(file);
    } catch (UnreadableException e) {
      throw new RefusedCertificateException(file, e.getMessage());
    }
  }

  private List<PemBlock> blocks(Path file) throws UnreadableException {
    return PemText.blocks(CertificateFile.read(file, files));
  }

  private static PrivateKey key(
      List<PemBlock> blocks, KeyType type, Set<X509Certificate> certificates)
      throws UnreadableException {
    List<PemBlock> keys = blocks.stream().filter(PemBlock::isPrivateKey).toList();
    if (keys.size() != 1) {
      String found = keys.isEmpty() ? "no private key" : keys.size() + " private keys";
      throw new UnreadableException(found + " (expected: one PRIVATE KEY)");
    }
    PemBlock key = keys.get(0);
    Iterator<X509Certificate> all = certificates.iterator();
    X509Certificate first = all.next();
    try {
      return PrivateKeys.read(key, type, first);
    } catch (UnreadableException e) {
      while (all.hasNext()) {
        X509Certificate other = all.next();
        if (PrivateKeys.isKeyOf(key, other)) {
          throw CertificateChain.notFirst(first, other);
        }
      }
      throw e;
    }
  }

  private X509Certificate requireValid(X509Certificate leaf) throws UnreadableException {
    Instant from = leaf.getNotBefore().toInstant();
    Instant to = leaf.getNotAfter().toInstant();
    if (now.isBefore(from)) {
      throw new UnreadableException("not valid before " + from);
    }
    if (!now.isBefore(to)) {
      throw new UnreadableException("expired at " + to);
    }
    return leaf;
  }
}
