package io.forebay.http2;

import io.forebay.util.Ascii;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The pseudo-headers of HTTP/2 (RFC 9113 section 8.3, RFC 8441 section 4). */
enum PseudoHeader {
  METHOD(":method"),
  SCHEME(":scheme"),
  AUTHORITY(":authority"),
  PATH(":path"),
  PROTOCOL(":protocol"),
  STATUS(":status");

  static final int COUNT = values().length;
  private static final PseudoHeader[] ALL = values();

  private final byte[] name;

  PseudoHeader(String name) {
    this.name = Ascii.bytes(name);
  }

  /** The one with this name, or null. */
  static @Nullable PseudoHeader of(byte[] bytes, int from, int to) {
    for (PseudoHeader header : ALL) {
      if (Arrays.equals(bytes, from, to, header.name, 0, header.name.length)) {
        return header;
      }
    }
    return null;
  }
}
