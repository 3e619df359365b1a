package io.forebay.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of a unix socket, written {@code unix:/run/app.sock} where an address may stand. */
final class UnixPath {
  private static final String PREFIX = "unix:";

  /** The operating system's field is of 108 bytes and ends with a zero. */
  static final int MAX_BYTES = 107;

  private static final String EXPECTED = "an absolute path, such as unix:/run/app.sock";

  private UnixPath() {}

  /** Whether this address is meant as one of a unix socket, be it well formed or not. */
  static boolean isMeant(@Nullable String address) {
    return address != null && address.startsWith(PREFIX);
  }

  /** The path of an address that {@link #check} has let pass. */
  static Path of(String address) {
    return Path.of(address.substring(PREFIX.length()));
  }

  /**
   * Returns {@code address} as it is.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  static String check(String address) {
    String path = address.substring(PREFIX.length());
    if (!path.startsWith("/") || path.length() == 1) {
      throw problem(address, EXPECTED);
    }
    int bytes = path.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw problem(address, "a path of at most " + MAX_BYTES + " bytes, not " + bytes);
    }
    String plain = plain(address, path);
    if (!plain.equals(path)) {
      throw problem(address, "the path without detours: " + PREFIX + plain);
    }
    return address;
  }

  /** Without {@code ..} and the like, so that one socket has one name. */
  private static String plain(String address, String path) {
    try {
      return Path.of(path).normalize().toString();
    } catch (InvalidPathException e) {
      throw problem(address, EXPECTED);
    }
  }

  private static IllegalArgumentException problem(String address, String expected) {
    return new IllegalArgumentException(address + " (expected: " + expected + ")");
  }
}
