package io.forebay.admin.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What a form has to send back, so that a page of another site, which cannot read ours, cannot send
 * it in somebody's name: HMAC-SHA-256 of who was shown the form, under a key of this process.
 * Nothing is kept, and a form is good until the process ends. Any thread.
 */
public final class CsrfToken {

  /** The field of the form. */
  public static final String FIELD = "csrf";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;

  /** With a key that nobody learns. */
  public CsrfToken() {
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /** For the forms that are shown to {@code caller}: 43 letters, digits, {@code -} and _. */
  public String of(String caller) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest(caller));
  }

  /** Whether {@code sent} is of a form that was shown to {@code caller}; null for no such field. */
  public boolean isOf(String caller, @Nullable String sent) {
    byte[] expected = of(caller).getBytes(StandardCharsets.US_ASCII);
    return sent != null && MessageDigest.isEqual(expected, sent.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] digest(String caller) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(caller.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " belongs to every Java", e);
    }
  }
}
