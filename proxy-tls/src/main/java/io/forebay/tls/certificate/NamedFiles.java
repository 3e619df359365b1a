package io.forebay.tls.certificate;

import io.forebay.config.yaml.SourceFiles;
import io.forebay.net.TlsException;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the files of a listener beside its certificates. What cannot be read is refused with its
 * key and its name. Waits for a disk.
 */
public final class NamedFiles {
  private final SourceFiles files;

  /**
   * @param files remembers what was read
   */
  public NamedFiles(SourceFiles files) {
    this.files = files;
  }

  private interface Content<T> {
    T of(byte[] bytes) throws UnreadableException;
  }

  /** All that is in the file, at most 1 MiB. */
  public byte[] bytes(String key, Path file) throws TlsException {
    return read(key, file, bytes -> bytes);
  }

  /** The certificates in a file in PEM format, at least one. */
  public List<X509Certificate> certificates(String key, Path file) throws TlsException {
    return read(key, file, bytes -> CertificateChain.of(PemText.blocks(bytes)));
  }

  /** The lists of revoked certificates in a file in PEM format, at least one. */
  public List<X509CRL> revocations(String key, Path file) throws TlsException {
    return read(key, file, NamedFiles::revocations);
  }

  private <T> T read(String key, Path file, Content<T> content) throws TlsException {
    try {
      return content.of(CertificateFile.read(file, files));
    } catch (UnreadableException e) {
      throw new TlsException(key + ": " + file + ": " + e.getMessage());
    }
  }

  private static List<X509CRL> revocations(byte[] bytes) throws UnreadableException {
    List<PemBlock> blocks = PemText.blocks(bytes);
    List<X509CRL> lists = new ArrayList<>();
    for (PemBlock block : blocks) {
      if (block.isRevocationList()) {
        lists.add(revocations(block));
      }
    }
    if (lists.isEmpty()) {
      throw new UnreadableException("only " + blocks.get(0).label() + " (expected: X509 CRL)");
    }
    return lists;
  }

  private static X509CRL revocations(PemBlock block) throws UnreadableException {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return (X509CRL) factory.generateCRL(new ByteArrayInputStream(block.bytes()));
    } catch (CRLException | CertificateException | RuntimeException e) {
      // The JDK throws other things than it declares at bytes that are damaged.
      throw new UnreadableException(
          block.label() + " of line " + block.line() + " is damaged (expected: a CRL of X.509)");
    }
  }
}
