package io.forebay.http;

import io.forebay.util.Ascii;
import io.netty.util.NetUtil;
import java.util.Arrays;

/** Reads values of the fields that decide framing and routing, strictly. */
public final class FieldValues {

  private static final byte[] CHUNKED = Ascii.bytes("chunked");
  private static final int MAX_LENGTH_DIGITS = 18;
  private static final boolean[] HOST = hostBytes();
  private static final boolean[] TARGET = targetBytes();

  /** What a Transfer-Encoding value asks for. */
  public enum Coding {
    CHUNKED,
    UNKNOWN,
    INVALID
  }

  private FieldValues() {}

  /** The value of Content-Length, or -1 if it is not digits alone or has too many. */
  public static long contentLength(byte[] bytes, int from, int to) {
    if (from == to || to - from > MAX_LENGTH_DIGITS) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      if (!Ascii.isDigit(bytes[i])) {
        return -1;
      }
      value = value * 10 + bytes[i] - '0';
    }
    return value;
  }

  /**
   * {@link Coding#CHUNKED} for exactly that, {@link Coding#UNKNOWN} for other codings before a
   * final one, {@link Coding#INVALID} where chunked is not last or not alone of its kind.
   */
  public static Coding transferCoding(byte[] bytes, int from, int to) {
    if (Ascii.equalsIgnoreCase(bytes, from, to, CHUNKED)) {
      return Coding.CHUNKED;
    }
    int chunked = 0;
    boolean lastIsChunked = false;
    for (int start = from; start <= to; ) {
      int comma = Ascii.indexOf(bytes, start, to, ',');
      int tokenStart = skipSpaces(bytes, start, comma);
      int tokenEnd = trimSpaces(bytes, tokenStart, comma);
      if (!Ascii.isToken(bytes, tokenStart, tokenEnd)) {
        return Coding.INVALID;
      }
      lastIsChunked = Ascii.equalsIgnoreCase(bytes, tokenStart, tokenEnd, CHUNKED);
      chunked += lastIsChunked ? 1 : 0;
      start = comma + 1;
    }
    return lastIsChunked && chunked == 1 ? Coding.UNKNOWN : Coding.INVALID;
  }

  /** Whether {@code b} may stand in a request-target. */
  public static boolean isTarget(byte b) {
    return TARGET[b & 0xff];
  }

  /** Whether all of the range may stand in a request-target and there is at least one byte. */
  public static boolean isTarget(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isTarget(bytes[i])) {
        return false;
      }
    }
    return from < to;
  }

  /** Whether the range is {@code uri-host [ ":" port ]} (RFC 9110 section 7.2), and not empty. */
  public static boolean isHost(byte[] bytes, int from, int to) {
    int end =
        from < to && bytes[from] == '[' ? literalEnd(bytes, from, to) : nameEnd(bytes, from, to);
    return end > from && (end == to || (bytes[end] == ':' && isPort(bytes, end + 1, to)));
  }

  private static int nameEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      if (HOST[bytes[i] & 0xff]) {
        i++;
      } else if (bytes[i] == '%' && isHexPair(bytes, i + 1, to)) {
        i += 3;
      } else {
        break;
      }
    }
    return i;
  }

  private static boolean isHexPair(byte[] bytes, int at, int to) {
    return at + 1 < to && Ascii.hexDigit(bytes[at]) >= 0 && Ascii.hexDigit(bytes[at + 1]) >= 0;
  }

  /** End of an IPv6 address in brackets, or {@code from} if it is none. No zone: it is local. */
  private static int literalEnd(byte[] bytes, int from, int to) {
    int close = Ascii.indexOf(bytes, from, to, ']');
    if (close == to || Ascii.indexOf(bytes, from, close, '%') < close) {
      return from;
    }
    return NetUtil.isValidIpV6Address(Ascii.text(bytes, from + 1, close)) ? close + 1 : from;
  }

  private static boolean isPort(byte[] bytes, int from, int to) {
    int port = 0;
    for (int i = from; i < to; i++) {
      if (!Ascii.isDigit(bytes[i])) {
        return false;
      }
      port = port * 10 + bytes[i] - '0';
      if (port > 65535) {
        return false;
      }
    }
    return true;
  }

  /** The first byte from {@code from} that is neither SP nor HTAB, or {@code to}. */
  public static int skipSpaces(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && (bytes[i] == ' ' || bytes[i] == '\t')) {
      i++;
    }
    return i;
  }

  /** The end of the range without the SP and HTAB at its end. */
  public static int trimSpaces(byte[] bytes, int from, int to) {
    int i = to;
    while (i > from && (bytes[i - 1] == ' ' || bytes[i - 1] == '\t')) {
      i--;
    }
    return i;
  }

  /** reg-name without the comma, which would let two parsers see two hosts (RFC 3986 3.2.2). */
  private static boolean[] hostBytes() {
    boolean[] allowed = new boolean[256];
    for (byte b :
        Ascii.bytes(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+;=")) {
      allowed[b & 0xff] = true;
    }
    return allowed;
  }

  /** Visible ASCII but '#': a fragment never travels (RFC 9112 section 3.2). */
  private static boolean[] targetBytes() {
    boolean[] allowed = new boolean[256];
    Arrays.fill(allowed, 0x21, 0x7f, true);
    allowed['#'] = false;
    return allowed;
  }
}
