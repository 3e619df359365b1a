package io.forebay.admin;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the admin listener.
 *
 * @param allow the methods to name in {@code Allow}; null for none
 */
record AdminResponse(int status, String contentType, byte[] body, @Nullable String allow) {

  private static final String TEXT = "text/plain; charset=utf-8";

  /** One line of text, without its end. */
  static AdminResponse text(int status, String line) {
    return new AdminResponse(status, TEXT, bytes(line), null);
  }

  /** To a method that is not in {@code allow}. */
  static AdminResponse methodNotAllowed(String allow) {
    return new AdminResponse(405, TEXT, bytes("only " + allow + " here"), allow);
  }

  private static byte[] bytes(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
