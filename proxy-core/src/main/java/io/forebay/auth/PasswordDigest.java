package io.forebay.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a password is remembered by: HMAC-SHA-256 of it and the hash that it is compared with, under
 * a random key. For one thread.
 */
final class PasswordDigest {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final Mac mac;

  private PasswordDigest(SecretKeySpec key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " belongs to every Java", e);
    }
  }

  /** One for each event loop, all with one key. */
  static PasswordDigest[] ofWorkers(int workers) {
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    SecretKeySpec key = new SecretKeySpec(bytes, ALGORITHM);
    PasswordDigest[] digests = new PasswordDigest[workers];
    for (int i = 0; i < workers; i++) {
      digests[i] = new PasswordDigest(key);
    }
    return digests;
  }

  /** All bcrypt hashes are of the same length: nothing can pass for something else. */
  ByteBuffer of(String hash, byte[] password) {
    mac.update(hash.getBytes(StandardCharsets.US_ASCII));
    return ByteBuffer.wrap(mac.doFinal(password));
  }
}
