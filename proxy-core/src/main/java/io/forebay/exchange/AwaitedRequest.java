package io.forebay.exchange;

import io.forebay.http.Framing;
import io.forebay.http.GrpcCall;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;

/** What becomes of the head of a request whose body is awaited before it is sent. Stateless. */
final class AwaitedRequest {

  private static final int CONTINUE = 100;

  private AwaitedRequest() {}

  /**
   * Whether a body may be awaited, as far as its head tells: not where the client may want to hear
   * of the server before its body ends.
   *
   * @param mostBytes of a body that is awaited
   */
  static boolean mayWait(HttpHead request, int mostBytes) {
    return request.contentLength() <= mostBytes
        && !request.isUpgrade()
        && !request.isExtendedConnect()
        && !GrpcCall.isCall(request);
  }

  /** Has a client send its body that waits for a word of the server before it does. */
  static void invite(Exchange exchange) {
    HttpHead request = exchange.clientRequest();
    if (request.indexOf(HeaderId.EXPECT) < 0) {
      return;
    }
    request.removeAll(HeaderId.EXPECT.bit());
    HttpHead head = exchange.worker().heads().acquire();
    head.response(CONTINUE);
    exchange.client().writeHead(head, false);
    exchange.client().flush();
    exchange.worker().heads().release(head);
  }

  /** Says the length of a body that is known now, so that no server has to read it in chunks. */
  static void addLength(HttpHead request, RequestBody body) {
    if (request.framing() == Framing.CHUNKED && !body.hasTrailers()) {
      long bytes = body.heldBytes();
      request.framing(Framing.LENGTH, bytes);
      request.add(HeaderId.CONTENT_LENGTH, Ascii.bytes(Long.toString(bytes)));
    }
  }
}
