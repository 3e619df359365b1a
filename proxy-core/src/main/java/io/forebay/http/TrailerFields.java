package io.forebay.http;

/** Which fields may stand in a trailer section. */
public final class TrailerFields {

  /**
   * Fields that frame or route a message, belong to one hop, or tell a server who the client is:
   * one that merges trailers into the head would believe them (RFC 9110 section 6.5.1).
   */
  private static final long FORBIDDEN =
      HeaderId.CONTENT_LENGTH.bit()
          | HeaderId.TRANSFER_ENCODING.bit()
          | HeaderId.HOST.bit()
          | HeaderId.CONNECTION.bit()
          | HeaderId.TRAILER.bit()
          | HeaderId.KEEP_ALIVE.bit()
          | HeaderId.PROXY_CONNECTION.bit()
          | HeaderId.UPGRADE.bit()
          | HeaderId.TE.bit()
          | HeaderId.EXPECT.bit()
          | HeaderId.HTTP2_SETTINGS.bit()
          | HeaderId.X_FORWARDED_FOR.bit()
          | HeaderId.X_FORWARDED_PROTO.bit()
          | HeaderId.X_FORWARDED_HOST.bit()
          | HeaderId.X_FORWARDED_PORT.bit()
          | HeaderId.X_REAL_IP.bit()
          | HeaderId.FORWARDED.bit();

  private TrailerFields() {}

  /** Whether all of {@code trailers} may. */
  public static boolean areAllowed(HttpHead trailers) {
    return (trailers.seen() & FORBIDDEN) == 0;
  }
}
