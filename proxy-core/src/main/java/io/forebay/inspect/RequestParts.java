package io.forebay.inspect;

import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import io.forebay.util.ByteText;
import io.forebay.util.TextEscape;

/**
 * The parts of a request line as it was received, whatever filters made of it, for operators.
 * Stateless; event loop only.
 */
final class RequestParts {

  /** So long is a target that is shown. */
  static final int MAX_TARGET = 512;

  private static final int MAX_HOST = 256;
  private static final int CRLF = 2;
  private static final int VERSION = 8;

  private RequestParts() {}

  /** Whether the request line could be read; only then are there the other parts. */
  static boolean isRead(HttpHead head) {
    return head.fieldsStart() > 0;
  }

  static String method(HttpHead head) {
    return head.methodText();
  }

  /** Masked; cut where it is very long. */
  static String target(HttpHead head) {
    ByteText text = new ByteText(MAX_TARGET);
    int to = head.fieldsStart() - CRLF - VERSION - 1;
    Masks.putTarget(text, head.bytes(), head.methodEnd() + 1, to);
    return text.isCut() ? text + "..." : text.toString();
  }

  static String protocol(HttpHead head) {
    int end = head.fieldsStart() - CRLF;
    return Ascii.text(head.bytes(), end - VERSION, end);
  }

  /** Empty where none was read. */
  static String host(HttpHead head) {
    ByteText text = new ByteText(MAX_HOST);
    TextEscape.LOG.put(text, head.bytes(), head.authorityStart(), head.authorityEnd());
    return text.toString();
  }
}
