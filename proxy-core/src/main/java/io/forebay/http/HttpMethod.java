package io.forebay.http;

import io.forebay.util.Ascii;

/** The request methods of RFC 9110 section 9 and PATCH; any other token is {@link #OTHER}. */
public enum HttpMethod {
  GET(true),
  HEAD(true),
  POST(false),
  PUT(true),
  DELETE(true),
  OPTIONS(true),
  TRACE(true),
  CONNECT(false),
  PATCH(false),
  OTHER(false);

  private static final HttpMethod[] ALL = values();

  private final byte[] text = Ascii.bytes(name());
  private final boolean idempotent;

  HttpMethod(boolean idempotent) {
    this.idempotent = idempotent;
  }

  /** Methods are case-sensitive: {@code get} is {@link #OTHER}. */
  static HttpMethod of(byte[] bytes, int from, int to) {
    if (to - from == 3 && bytes[from] == 'G' && bytes[from + 1] == 'E' && bytes[from + 2] == 'T') {
      return GET;
    }
    for (HttpMethod method : ALL) {
      if (java.util.Arrays.equals(bytes, from, to, method.text, 0, method.text.length)) {
        return method;
      }
    }
    return OTHER;
  }

  /** Whether repeating the request has the same effect as making it once (RFC 9110 9.2.2). */
  public boolean isIdempotent() {
    return idempotent;
  }
}
