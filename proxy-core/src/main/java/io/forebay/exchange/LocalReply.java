package io.forebay.exchange;

import io.forebay.http.Framing;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Heads of answers that the proxy makes itself. */
final class LocalReply {

  private static final byte[] RETRY_AFTER_SECONDS = Ascii.bytes("1");
  private static final byte[] ALLOWED = Ascii.bytes("GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");
  private static final byte[] VARY = Ascii.bytes("Vary");
  private static final byte[] ACCEPT = Ascii.bytes("Accept");

  private LocalReply() {}

  /** Makes {@code head} the head of an answer with {@code length} bytes of body. */
  static void head(HttpHead head, int status, byte[] contentType, int length) {
    head.response(status);
    head.add(HeaderId.DATE, Ascii.bytes(now()));
    if (length > 0) {
      head.add(HeaderId.CONTENT_TYPE, contentType);
    }
    head.add(HeaderId.CONTENT_LENGTH, Ascii.bytes(Integer.toString(length)));
    if (status == 503) {
      head.add(HeaderId.RETRY_AFTER, RETRY_AFTER_SECONDS);
    } else if (status == 405) {
      head.add(HeaderId.ALLOW, ALLOWED);
    }
    head.framing(length > 0 ? Framing.LENGTH : Framing.NONE, length);
  }

  /** Tells caches that another Accept gets another body. */
  static void vary(HttpHead head) {
    head.add(HeaderId.OTHER, VARY, ACCEPT, 0, ACCEPT.length);
  }

  private static String now() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
  }
}
