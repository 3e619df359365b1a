package io.forebay.http2;

import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Makes the answer to an extended CONNECT of a server's 101 (RFC 8441 section 5): the client has
 * sent no key, so it is for us to see that the server has understood. Stateless.
 */
final class WebSocketAccept {

  private static final byte[] KEY = Ascii.bytes("sec-websocket-key");
  private static final byte[] ACCEPT = Ascii.bytes("sec-websocket-accept");
  private static final byte[] GUID = Ascii.bytes("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");

  private WebSocketAccept() {}

  /** Whether {@code answer} accepts the key of {@code request} (RFC 6455 section 4.2.2). */
  static boolean isFor(HttpHead request, HttpHead answer) {
    int key = request.indexOf(KEY);
    int accept = answer.indexOf(ACCEPT);
    if (key < 0 || accept < 0) {
      return false;
    }
    MessageDigest digest = sha1();
    int from = request.valueStart(key);
    digest.update(request.bytes(), from, request.valueEnd(key) - from);
    String expected = Base64.getEncoder().encodeToString(digest.digest(GUID));
    return answer.valueText(accept).equals(expected);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /**
   * Makes the empty {@code head} a 200 with the fields of {@code answer} that still mean anything.
   */
  static void copy(HttpHead answer, HttpHead head) {
    head.response(200);
    byte[] bytes = answer.bytes();
    for (int line = 0; line < answer.count(); line++) {
      HeaderId id = answer.id(line);
      if (!answer.isRemoved(line) && !answer.isNamed(line, ACCEPT)) {
        head.add(
            id,
            bytes,
            answer.lineStart(line),
            answer.nameEnd(line),
            bytes,
            answer.valueStart(line),
            answer.valueEnd(line));
      }
    }
  }
}
