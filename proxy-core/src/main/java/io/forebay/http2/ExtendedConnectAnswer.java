package io.forebay.http2;

import io.forebay.http.Framing;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;

/**
 * Makes what HTTP/1.1 would answer to an upgrade, a 101, of the answer to an extended CONNECT (RFC
 * 8441 section 5). Stateless.
 */
final class ExtendedConnectAnswer {

  private static final byte[] WEBSOCKET = Ascii.bytes("websocket");

  private ExtendedConnectAnswer() {}

  /** Makes the empty {@code head} a 101 with the fields of {@code answer} and {@code accept}. */
  static void copy(HttpHead answer, byte[] accept, HttpHead head) {
    head.response(101);
    for (int line = 0; line < answer.count(); line++) {
      HeaderId id = answer.id(line);
      if (!answer.isRemoved(line) && id != HeaderId.CONTENT_LENGTH) {
        head.addLine(answer, line);
      }
    }
    if (accept.length > 0) {
      head.add(HeaderId.OTHER, WebSocketAccept.NAME, accept, 0, accept.length);
    }
    head.add(HeaderId.UPGRADE, WEBSOCKET);
    int line = head.count() - 1;
    head.upgrade(head.valueStart(line), head.valueEnd(line));
    head.remove(line);
    head.framing(Framing.TUNNEL, -1);
  }
}
