package io.forebay.cookie;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the values of cookies are made with: whoever does not have it can neither make one nor read
 * one. The same secret gives the same values in every process and on every machine. Immutable; any
 * thread.
 */
public final class CookieKey {

  /** Length of what {@link #token} returns: 120 bits of an HMAC-SHA256. */
  public static final int TOKEN_CHARS = 2 * Base64Words.LONG_CHARS;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int RANDOM_BYTES = 32;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final SecretKeySpec key;

  private CookieKey(String secret) {
    key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /** The key that comes of {@code secret}, which is not empty. */
  public static CookieKey of(String secret) {
    return new CookieKey(secret);
  }

  /** A secret that nobody can guess, of 43 characters. */
  public static String randomSecret() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The value that stands for {@code parts}, and for no other parts in no other order. */
  public byte[] token(String... parts) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      // Its length goes before it: two parts are never those of another division.
      for (int shift = 24; shift >= 0; shift -= 8) {
        message.write(bytes.length >>> shift);
      }
      message.writeBytes(bytes);
    }
    byte[] token = new byte[TOKEN_CHARS];
    write(newMac().doFinal(message.toByteArray()), token, 0);
    return token;
  }

  /** Whether what begins at {@code from} looks like a token, whoever made it. */
  public static boolean isToken(byte[] bytes, int from) {
    int half = Base64Words.LONG_CHARS;
    return (Base64Words.read(bytes, from, half) | Base64Words.read(bytes, from + half, half)) >= 0;
  }

  /** The first 120 bits of {@code digest} as {@link #TOKEN_CHARS} characters. */
  static void write(byte[] digest, byte[] to, int at) {
    Base64Words.write((long) LONGS.get(digest, 0) >>> 4, to, at, Base64Words.LONG_CHARS);
    Base64Words.write(
        (long) LONGS.get(digest, Long.BYTES) >>> 4,
        to,
        at + Base64Words.LONG_CHARS,
        Base64Words.LONG_CHARS);
  }

  /** One that starts with nothing. For one thread. */
  Mac newMac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + ", which every JDK has", e);
    }
  }
}
