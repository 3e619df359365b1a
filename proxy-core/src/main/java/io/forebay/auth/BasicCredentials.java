package io.forebay.auth;

import io.forebay.util.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A name and a password as a client says them (RFC 7617). Compared byte by byte, whatever the
 * charset.
 *
 * @param name without a colon; one character for each byte
 * @param password may be empty
 */
public record BasicCredentials(String name, byte[] password) {
  private static final byte[] SCHEME = Ascii.bytes("basic ");

  /**
   * What the value of an Authorization field says: {@code bytes} from {@code from} to {@code to}.
   * Null if that is anything else, if it is malformed, and if it has control characters, which RFC
   * 7617 section 2 does not allow.
   */
  public static @Nullable BasicCredentials parse(byte[] bytes, int from, int to) {
    int token = from + SCHEME.length;
    if (to <= token || !Ascii.equalsIgnoreCase(bytes, from, token, SCHEME)) {
      return null;
    }
    while (token < to && bytes[token] == ' ') {
      token++;
    }
    try {
      return split(Base64.getDecoder().decode(Arrays.copyOfRange(bytes, token, to)));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable BasicCredentials split(byte[] both) {
    int colon = -1;
    for (int i = 0; i < both.length; i++) {
      if (both[i] >= 0 && both[i] < ' ' || both[i] == 0x7f) {
        return null;
      }
      if (both[i] == ':' && colon < 0) {
        colon = i;
      }
    }
    return colon < 0
        ? null
        : new BasicCredentials(
            new String(both, 0, colon, StandardCharsets.ISO_8859_1),
            Arrays.copyOfRange(both, colon + 1, both.length));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return name;
  }
}
