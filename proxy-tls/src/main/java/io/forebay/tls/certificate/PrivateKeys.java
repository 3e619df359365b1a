package io.forebay.tls.certificate;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;

/** Private keys as PKCS#8 (RFC 5208), PKCS#1 (RFC 8017) and SEC1 (RFC 5915). */
final class PrivateKeys {
  private static final byte[] VERSION = {Der.INTEGER, 1, 0};

  /** The algorithm 1.2.840.113549.1.1.1, rsaEncryption, with parameters of NULL. */
  private static final byte[] RSA =
      Der.value(
          Der.SEQUENCE,
          new byte[] {Der.OBJECT_ID, 9, 42, -122, 72, -122, -9, 13, 1, 1, 1},
          new byte[] {5, 0});

  private static final byte[] PROBE = new byte[32];

  private PrivateKeys() {}

  /**
   * Reads the key of a certificate.
   *
   * @throws UnreadableException if it is another one, or cannot be read
   */
  static PrivateKey read(PemBlock block, KeyType type, X509Certificate certificate)
      throws UnreadableException {
    String place = block.label() + " of line " + block.line();
    if (block.encrypted() || block.label().startsWith("ENCRYPTED")) {
      throw new UnreadableException(place + " is encrypted (expected: a key without a passphrase)");
    }
    String expected = " (expected: the key of " + CertificateChain.subject(certificate) + ")";
    PrivateKey key;
    try {
      byte[] pkcs8 = pkcs8(block, certificate.getPublicKey());
      key = KeyFactory.getInstance(type.name()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException | UnreadableException | RuntimeException e) {
      // The JDK throws other things than it declares at bytes that are damaged.
      throw new UnreadableException(place + " cannot be read as a key of type " + type + expected);
    }
    if (!belongTogether(type, key, certificate.getPublicKey())) {
      throw new UnreadableException(place + " belongs to another certificate" + expected);
    }
    return key;
  }

  /** Whether this is the key of this certificate, however it may be written. */
  static boolean isKeyOf(PemBlock block, X509Certificate certificate) {
    try {
      read(block, KeyType.of(certificate.getPublicKey()), certificate);
      return true;
    } catch (UnreadableException e) {
      return false;
    }
  }

  private static byte[] pkcs8(PemBlock block, PublicKey certified) throws UnreadableException {
    return switch (block.label()) {
      case "RSA PRIVATE KEY" -> wrapped(RSA, block.bytes());
      case "EC PRIVATE KEY" -> wrapped(algorithm(certified), block.bytes());
      default -> block.bytes();
    };
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return Der.value(Der.SEQUENCE, VERSION, algorithm, Der.value(Der.OCTET_STRING, key));
  }

  /** With the curve: a key of SEC1 need not say on which one it is. */
  private static byte[] algorithm(PublicKey key) throws UnreadableException {
    Der subjectPublicKeyInfo = Der.of(key.getEncoded()).next(Der.SEQUENCE);
    return Der.value(Der.SEQUENCE, subjectPublicKeyInfo.next(Der.SEQUENCE).bytes());
  }

  private static boolean belongTogether(KeyType type, PrivateKey key, PublicKey certified) {
    try {
      Signature signature = Signature.getInstance(type.signature());
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }
}
