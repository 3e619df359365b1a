package io.forebay.config;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A suite of TLS 1.2 that the proxy has. They stand in the order of OpenSSL's {@code ALL}. Those of
 * TLS 1.3 cannot be chosen: they are {@link #TLS_1_3} and always on.
 */
public enum CipherSuite {
  ECDHE_ECDSA_AES256_GCM_SHA384(0xC02C, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
  ECDHE_RSA_AES256_GCM_SHA384(0xC030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
  ECDHE_ECDSA_CHACHA20_POLY1305(0xCCA9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
  ECDHE_RSA_CHACHA20_POLY1305(0xCCA8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
  ECDHE_ECDSA_AES128_GCM_SHA256(0xC02B, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
  ECDHE_RSA_AES128_GCM_SHA256(0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
  ECDHE_ECDSA_AES256_SHA(0xC00A, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
  ECDHE_RSA_AES256_SHA(0xC014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
  ECDHE_ECDSA_AES128_SHA(0xC009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
  ECDHE_RSA_AES128_SHA(0xC013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
  AES256_GCM_SHA384(0x009D, "TLS_RSA_WITH_AES_256_GCM_SHA384"),
  AES128_GCM_SHA256(0x009C, "TLS_RSA_WITH_AES_128_GCM_SHA256"),
  AES256_SHA(0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA"),
  AES128_SHA(0x002F, "TLS_RSA_WITH_AES_128_CBC_SHA");

  /** Those that are safe today, the fastest first: forward secret and authenticated (AEAD). */
  public static final List<CipherSuite> DEFAULT =
      List.of(
          ECDHE_ECDSA_AES128_GCM_SHA256,
          ECDHE_RSA_AES128_GCM_SHA256,
          ECDHE_ECDSA_CHACHA20_POLY1305,
          ECDHE_RSA_CHACHA20_POLY1305,
          ECDHE_ECDSA_AES256_GCM_SHA384,
          ECDHE_RSA_AES256_GCM_SHA384);

  /** The suites of TLS 1.3. */
  public static final List<String> TLS_1_3 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  private final int code;
  private final String ianaName;

  CipherSuite(int code, String ianaName) {
    this.code = code;
    this.ianaName = ianaName;
  }

  /** What stands for it in a ClientHello. */
  public int code() {
    return code;
  }

  /** Such as {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}. */
  public String ianaName() {
    return ianaName;
  }

  /** Its name in OpenSSL, such as {@code ECDHE-RSA-AES128-GCM-SHA256}. */
  @Override
  public String toString() {
    return name().replace('_', '-');
  }

  /** The suite of this name, as IANA or OpenSSL writes it; null if there is none. */
  public static @Nullable CipherSuite named(String name) {
    return Arrays.stream(values())
        .filter(suite -> suite.ianaName.equals(name) || suite.toString().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** Whether the server's part in the key exchange is a new key for each session. */
  public boolean isForwardSecret() {
    return name().startsWith("ECDHE");
  }

  /** Whether it asks for a certificate by an elliptic curve, not one by RSA. */
  public boolean isEcdsa() {
    return name().contains("ECDSA");
  }

  /** Whether it encrypts and authenticates in one. */
  public boolean isAead() {
    return !name().endsWith("_SHA");
  }

  /** Bits of the symmetric key: 128 or 256. */
  public int strength() {
    return name().contains("AES128") ? 128 : 256;
  }
}
