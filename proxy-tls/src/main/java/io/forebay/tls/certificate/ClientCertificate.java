package io.forebay.tls.certificate;

import io.forebay.config.PemFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * By what the proxy shows servers who it is.
 *
 * @param chain the certificate, with those that lead to its issuer behind it
 * @param key its private key
 */
public record ClientCertificate(List<X509Certificate> chain, PrivateKey key) {

  public ClientCertificate {
    chain = List.copyOf(chain);
  }

  /**
   * Takes it from what is configured.
   *
   * @param keyFile where its private key stands, which may be the same file
   * @throws RefusedCertificateException naming the file and what is wrong with it
   */
  public static ClientCertificate of(PemFile file, PemFile keyFile)
      throws RefusedCertificateException {
    List<X509Certificate> chain;
    try {
      chain = CertificateChain.requireOrder(CertificateChain.of(blocks(file)));
    } catch (UnreadableException e) {
      throw new RefusedCertificateException(Path.of(file.file()), e.getMessage());
    }
    try {
      return new ClientCertificate(chain, key(blocks(keyFile), chain.get(0)));
    } catch (UnreadableException e) {
      throw new RefusedCertificateException(Path.of(keyFile.file()), e.getMessage());
    }
  }

  private static PrivateKey key(List<PemBlock> blocks, X509Certificate leaf)
      throws UnreadableException {
    List<PemBlock> keys = blocks.stream().filter(PemBlock::isPrivateKey).toList();
    if (keys.size() != 1) {
      throw new UnreadableException(keys.size() + " private keys (expected: one)");
    }
    return PrivateKeys.read(keys.get(0), KeyType.of(leaf.getPublicKey()), leaf);
  }

  private static List<PemBlock> blocks(PemFile file) throws UnreadableException {
    return PemText.blocks(file.pem().getBytes(StandardCharsets.ISO_8859_1));
  }
}
