package io.forebay.config;

import org.jspecify.annotations.Nullable;

/** {@code host:port} taken apart; the host is without brackets and may be empty or {@code *}. */
record HostPort(String host, int port) {
  private static final int MAX_HOST_LENGTH = 253;
  private static final String EXPECTED =
      "host:port, such as 10.0.0.1:8080, app.internal:80 or [::1]:80";

  static HostPort parse(String text, int minPort) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.contains("://") || text.indexOf('/') >= 0) {
      throw problem(text, EXPECTED);
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
    if (!bracketed && host.indexOf(':') >= 0) {
      boolean portMissing = IpLiteral.parse(host) == null;
      String fixed = portMissing ? "[::1]:80" : "[" + host + "]" + text.substring(colon);
      throw problem(text, "a port after brackets around an IPv6 address, such as " + fixed);
    }
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
      byte[] address = IpLiteral.parse(host);
      if (address == null || host.indexOf(':') < 0) {
        throw problem(text, "an IPv6 address in the brackets");
      }
    } else if (!host.isEmpty() && !host.equals("*") && !isHost(host)) {
      throw problem(text, EXPECTED);
    }
    return new HostPort(host, port(text, text.substring(colon + 1), minPort));
  }

  private static int port(String text, String digits, int min) {
    boolean number =
        !digits.isEmpty()
            && digits.length() <= 5
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    int port = number ? Integer.parseInt(digits) : -1;
    if (port < min || port > 65_535) {
      throw problem(text, "a port from " + min + " to 65535 after the last colon");
    }
    return port;
  }

  /** Whether this is an IP address without brackets or a name that DNS could know. */
  static boolean isHost(@Nullable String host) {
    if (host == null || host.isEmpty() || host.length() > MAX_HOST_LENGTH) {
      return false;
    }
    return IpLiteral.parse(host) != null || isName(host);
  }

  /** Labels of letters, digits, hyphens and underscores; the last one not a number. */
  static boolean isName(String host) {
    int labelStart = 0;
    boolean labelHasLetter = false;
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c == '.') {
        if (i == labelStart || i - labelStart > 63) {
          return false;
        }
        labelStart = i + 1;
        labelHasLetter = false;
      } else if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_') {
        labelHasLetter = true;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return labelHasLetter && host.length() - labelStart <= 63;
  }

  static String text(String host, int port) {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }

  private static IllegalArgumentException problem(String text, String expected) {
    return new IllegalArgumentException(text + " (expected: " + expected + ")");
  }
}
