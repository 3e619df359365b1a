package io.forebay.config;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Textual IP addresses to bytes. Never asks DNS, unlike {@code InetAddress.getByName}. */
public final class IpLiteral {
  private static final int GROUPS = 8;

  private IpLiteral() {}

  /** 4 or 16 bytes, or null when this is no IP address. No brackets, no zone. */
  public static byte @Nullable [] parse(String text) {
    return text.indexOf(':') < 0 ? parseV4(text) : parseV6(text);
  }

  /** IPv4 for an IPv4-mapped IPv6 address ({@code ::ffff:a.b.c.d}), else the argument itself. */
  public static byte[] unmapped(byte[] address) {
    return isMapped(address) ? Arrays.copyOfRange(address, 12, 16) : address;
  }

  static boolean isMapped(byte[] address) {
    if (address.length != 16 || address[10] != -1 || address[11] != -1) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static byte @Nullable [] parseV4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] address = new byte[4];
    for (int i = 0; i < 4; i++) {
      int value = decimal(parts[i]);
      if (value < 0 || value > 255) {
        return null;
      }
      address[i] = (byte) value;
    }
    return address;
  }

  /** Of one to three digits, else -1. A leading zero is refused: some would take it for octal. */
  private static int decimal(String text) {
    int length = text.length();
    if (length == 0 || length > 3 || length > 1 && text.charAt(0) == '0') {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  private static byte @Nullable [] parseV6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      byte[] whole = groups(text, true);
      return whole != null && whole.length == 16 ? whole : null;
    }
    byte[] head = groups(text.substring(0, gap), false);
    byte[] tail = groups(text.substring(gap + 2), true);
    if (head == null || tail == null || head.length + tail.length > 2 * (GROUPS - 1)) {
      return null;
    }
    byte[] address = Arrays.copyOf(head, 16);
    System.arraycopy(tail, 0, address, 16 - tail.length, tail.length);
    return address;
  }

  private static byte @Nullable [] groups(String text, boolean endsAddress) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] parts = text.split(":", -1);
    if (parts.length > GROUPS) {
      return null;
    }
    byte[] bytes = new byte[2 * parts.length + 2];
    int length = 0;
    for (int i = 0; i < parts.length; i++) {
      byte[] group = group(parts[i], endsAddress && i == parts.length - 1);
      if (group == null) {
        return null;
      }
      System.arraycopy(group, 0, bytes, length, group.length);
      length += group.length;
    }
    return Arrays.copyOf(bytes, length);
  }

  private static byte @Nullable [] group(String text, boolean last) {
    if (last && text.indexOf('.') >= 0) {
      return parseV4(text);
    }
    if (text.isEmpty() || text.length() > 4 || !text.chars().allMatch(IpLiteral::isHex)) {
      return null;
    }
    int value = Integer.parseInt(text, 16);
    return new byte[] {(byte) (value >> 8), (byte) value};
  }

  private static boolean isHex(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }
}
