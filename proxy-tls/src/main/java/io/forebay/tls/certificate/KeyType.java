package io.forebay.tls.certificate;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;

/** The kinds of keys that clients and BoringSSL have in common. */
public enum KeyType {
  RSA("SHA256withRSA"),
  EC("SHA256withECDSA");

  private static final Set<Integer> CURVES = Set.of(256, 384, 521);

  private final String signature;

  KeyType(String signature) {
    this.signature = signature;
  }

  /**
   * The type of this key.
   *
   * @throws UnreadableException if it is of another type, or on a curve that TLS does not use
   */
  static KeyType of(PublicKey key) throws UnreadableException {
    if (key instanceof RSAPublicKey) {
      return RSA;
    }
    if (key instanceof ECPublicKey ec && CURVES.contains(curveBits(ec))) {
      return EC;
    }
    throw new UnreadableException(
        "a key of type " + key.getAlgorithm() + " (expected: RSA, or EC on P-256, P-384 or P-521)");
  }

  /** 256, 384 or 521. */
  static int curveBits(ECPublicKey key) {
    return key.getParams().getCurve().getField().getFieldSize();
  }

  /** The name for the JDK of a signature by such a key. */
  String signature() {
    return signature;
  }
}
