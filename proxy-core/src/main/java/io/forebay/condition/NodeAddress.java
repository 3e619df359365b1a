package io.forebay.condition;

import io.forebay.config.IpLiteral;
import org.jspecify.annotations.Nullable;

/**
 * An address as proxies write it: alone, or with a port, an IPv6 address in brackets then (RFC 7239
 * section 6). Obfuscated names and {@code unknown} are none.
 */
final class NodeAddress {
  private NodeAddress() {}

  /** 4 or 16 bytes, 4 for an IPv4-mapped IPv6 address; null where this is no address. */
  static byte @Nullable [] parse(String text) {
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      return close < 0 || !isPort(text, close + 1) ? null : bytes(text.substring(1, close));
    }
    int colon = text.indexOf(':');
    boolean hasPort = colon >= 0 && text.indexOf('.') >= 0 && text.indexOf('.') < colon;
    if (!hasPort) {
      return bytes(text);
    }
    return isPort(text, colon) ? bytes(text.substring(0, colon)) : null;
  }

  /** Whether nothing follows, or a port, which may be obfuscated. */
  private static boolean isPort(String text, int from) {
    if (from == text.length()) {
      return true;
    }
    String port = text.substring(from);
    return port.matches(":([0-9]{1,5}|_[A-Za-z0-9._-]+)");
  }

  private static byte @Nullable [] bytes(String text) {
    byte[] address = IpLiteral.parse(text);
    return address == null ? null : IpLiteral.unmapped(address);
  }
}
