package io.forebay.exchange;

import io.forebay.http.Framing;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;

/** Heads of answers that the proxy makes itself. */
final class LocalReply {

  private static final byte[] ALLOWED = Ascii.bytes("GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");

  private LocalReply() {}

  /**
   * Adds to the head of an answer what its status and its body ask for.
   *
   * @param length bytes of the body
   * @param retrySeconds after which a client may try again what was answered 503
   */
  static void complete(HttpHead head, int status, int length, int retrySeconds) {
    head.add(HeaderId.CONTENT_LENGTH, Ascii.bytes(Integer.toString(length)));
    if (status == 503 && head.indexOf(HeaderId.RETRY_AFTER) < 0) {
      head.add(HeaderId.RETRY_AFTER, Ascii.bytes(Integer.toString(retrySeconds)));
    } else if (status == 405 && head.indexOf(HeaderId.ALLOW) < 0) {
      head.add(HeaderId.ALLOW, ALLOWED);
    }
    head.framing(length > 0 ? Framing.LENGTH : Framing.NONE, length);
  }
}
