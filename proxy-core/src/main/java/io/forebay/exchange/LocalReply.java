package io.forebay.exchange;

import io.forebay.http.Framing;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;

/** Heads of answers that the proxy makes itself. */
final class LocalReply {

  private static final byte[] ALLOWED = Ascii.bytes("GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");

  /** Of a body that is text, the same for everybody. */
  static final HeaderBlock TEXT =
      HeaderBlock.builder().add("Content-Type", ErrorBody.TEXT.contentType()).build();

  /** Of an answer without a body. */
  static final HeaderBlock BARE = HeaderBlock.builder().build();

  private LocalReply() {}

  /**
   * Makes {@code head} the head of an answer.
   *
   * @param fields that go into it, before those that the proxy would add
   * @param length bytes of the body
   * @param retrySeconds after which a client may try again what was answered 503
   */
  static void head(HttpHead head, int status, HeaderBlock fields, int length, int retrySeconds) {
    head.response(status);
    head.add(fields);
    head.add(HeaderId.CONTENT_LENGTH, Ascii.bytes(Integer.toString(length)));
    if (status == 503 && !fields.has(HeaderId.RETRY_AFTER)) {
      head.add(HeaderId.RETRY_AFTER, Ascii.bytes(Integer.toString(retrySeconds)));
    } else if (status == 405 && !fields.has(HeaderId.ALLOW)) {
      head.add(HeaderId.ALLOW, ALLOWED);
    }
    head.framing(length > 0 ? Framing.LENGTH : Framing.NONE, length);
  }
}
