package io.forebay.exchange;

import io.forebay.http.Framing;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpStatus;
import io.forebay.util.Ascii;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Heads and bodies of answers that the proxy makes itself. */
final class LocalReply {

  private static final byte[] TEXT_PLAIN = Ascii.bytes("text/plain; charset=utf-8");

  private static final byte[] RETRY_AFTER_SECONDS = Ascii.bytes("1");
  private static final byte[] ALLOWED = Ascii.bytes("GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");

  private LocalReply() {}

  /** The body of an answer: its status, and a sentence that says why. */
  static byte[] body(int status, String reason) {
    return Ascii.bytes(status + " " + HttpStatus.reason(status) + ": " + reason + "\n");
  }

  /** Makes {@code head} the head of an answer with {@code length} bytes of text. */
  static void head(HttpHead head, int status, int length) {
    head.response(status);
    head.add(HeaderId.DATE, Ascii.bytes(now()));
    if (length > 0) {
      head.add(HeaderId.CONTENT_TYPE, TEXT_PLAIN);
    }
    head.add(HeaderId.CONTENT_LENGTH, Ascii.bytes(Integer.toString(length)));
    if (status == 503) {
      head.add(HeaderId.RETRY_AFTER, RETRY_AFTER_SECONDS);
    } else if (status == 405) {
      head.add(HeaderId.ALLOW, ALLOWED);
    }
    head.framing(length > 0 ? Framing.LENGTH : Framing.NONE, length);
  }

  private static String now() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
  }
}
