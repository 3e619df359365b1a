package io.forebay.http2;

import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Makes the answer to an extended CONNECT of a server's 101 (RFC 8441 section 5): the client has
 * sent no key, so it is for us to see that the server has understood. Stateless.
 */
final class WebSocketAccept {

  private static final byte[] KEY = Ascii.bytes("sec-websocket-key");
  private static final byte[] NOTHING = {};

  /** The name of the field. */
  static final byte[] NAME = Ascii.bytes("sec-websocket-accept");

  private static final byte[] GUID = Ascii.bytes("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");

  private WebSocketAccept() {}

  /** Whether {@code answer} accepts the key of {@code request} (RFC 6455 section 4.2.2). */
  static boolean isFor(HttpHead request, HttpHead answer) {
    int accept = answer.indexOf(NAME);
    byte[] expected = of(request);
    return accept >= 0
        && expected.length > 0
        && Arrays.equals(
            answer.bytes(),
            answer.valueStart(accept),
            answer.valueEnd(accept),
            expected,
            0,
            expected.length);
  }

  /** What accepts the key of {@code request}; empty if it has none. */
  static byte[] of(HttpHead request) {
    int key = request.indexOf(KEY);
    if (key < 0) {
      return NOTHING;
    }
    MessageDigest digest = sha1();
    int from = request.valueStart(key);
    digest.update(request.bytes(), from, request.valueEnd(key) - from);
    return Base64.getEncoder().encode(digest.digest(GUID));
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
    for (int line = 0; line < answer.count(); line++) {
      if (!answer.isRemoved(line) && !answer.isNamed(line, NAME)) {
        head.addLine(answer, line);
      }
    }
  }
}
