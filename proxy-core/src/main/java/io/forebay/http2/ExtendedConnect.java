package io.forebay.http2;

import io.forebay.http.Framing;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.util.Ascii;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes the handshake of RFC 6455 of an extended CONNECT to a WebSocket (RFC 8441 section 5), so
 * that a server that speaks HTTP/1.1 can take it. Stateless.
 */
final class ExtendedConnect {

  private static final byte[] WEBSOCKET = Ascii.bytes("websocket");
  private static final byte[] KEY = Ascii.bytes("sec-websocket-key");
  private static final int KEY_BYTES = 16;

  private ExtendedConnect() {}

  /** Completes {@code head}. Returns why it is refused, or null. */
  static @Nullable ProxyError complete(HttpHead head, PseudoHeaders pseudo) {
    int from = pseudo.start(PseudoHeader.PROTOCOL);
    int to = pseudo.end(PseudoHeader.PROTOCOL);
    if (!Ascii.equalsIgnoreCase(head.bytes(), from, to, WEBSOCKET)) {
      return ProxyError.METHOD_NOT_ALLOWED;
    }
    // A key of the client's has no meaning in HTTP/2 and nobody would look at the answer to it.
    head.removeAll(KEY);
    byte[] nonce = new byte[KEY_BYTES];
    ThreadLocalRandom.current().nextBytes(nonce);
    byte[] key = Base64.getEncoder().encode(nonce);
    head.truncate(head.end());
    head.add(HeaderId.OTHER, KEY, key, 0, key.length);
    head.upgrade(from, to);
    head.framing(Framing.NONE, 0);
    return null;
  }
}
