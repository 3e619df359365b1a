package io.forebay.config;

import java.util.Locale;

/** A header that tells the server about the client's side of the connection. */
public enum ForwardedHeader {
  X_FORWARDED_FOR,
  X_FORWARDED_PROTO,
  X_FORWARDED_HOST,
  X_FORWARDED_PORT,
  X_REAL_IP,
  /** RFC 7239; the only one that is not added by default. */
  FORWARDED;

  /** The name on the wire and in YAML, in lower case: {@code x-forwarded-for}. */
  public String headerName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
