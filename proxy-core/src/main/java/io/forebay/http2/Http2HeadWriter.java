package io.forebay.http2;

import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http2.hpack.HpackEncoder;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;

/**
 * Writes heads as header blocks, whatever protocol they came by. Lines that were removed and those
 * that belong to an HTTP/1.1 connection stay behind, names become lower case, Host becomes {@code
 * :authority}. Everything in the head was checked when it was read or made, so nothing is checked
 * here. Stateless.
 */
public final class Http2HeadWriter {

  private static final byte[] TE_TRAILERS = Ascii.bytes("tetrailers");
  private static final int TE_LENGTH = 2;

  private static final byte[] CONNECT = Ascii.bytes("CONNECT");
  private static final byte[] PROTOCOL = Ascii.bytes(":protocolwebsocket");
  private static final int PROTOCOL_NAME = 9;
  private static final byte[] WEBSOCKET_KEY = Ascii.bytes("sec-websocket-key");
  private static final int NO_LINE = -1;

  private static final long LEFT_OUT =
      HeaderId.HOST.bit()
          | HeaderId.CONNECTION.bit()
          | HeaderId.KEEP_ALIVE.bit()
          | HeaderId.PROXY_CONNECTION.bit()
          | HeaderId.TRANSFER_ENCODING.bit()
          | HeaderId.UPGRADE.bit()
          | HeaderId.TE.bit()
          | HeaderId.HTTP2_SETTINGS.bit();

  private Http2HeadWriter() {}

  /**
   * Appends the block of a request to {@code out}.
   *
   * @param secure whether its scheme is https
   */
  public static void request(HttpHead head, boolean secure, HpackEncoder encoder, ByteBuf out) {
    byte[] bytes = head.bytes();
    encoder.begin();
    encoder.method(bytes, head.startLine(), head.methodEnd());
    encoder.scheme(secure);
    int host = head.hostLine();
    if (host >= 0) {
      encoder.authority(bytes, head.valueStart(host), head.valueEnd(host));
    }
    encoder.path(bytes, head.sentTargetStart(), head.sentTargetEnd());
    if (head.acceptsTrailers()) {
      encoder.field(TE_TRAILERS, 0, TE_LENGTH, TE_LENGTH, TE_TRAILERS.length);
    }
    lines(head, encoder, NO_LINE);
    encoder.finish(out);
  }

  /**
   * Appends the block of an extended CONNECT (RFC 8441), made of a request to upgrade to a
   * WebSocket. Its key has no meaning there.
   *
   * @param secure whether its scheme is https
   */
  public static void extendedConnect(
      HttpHead head, boolean secure, HpackEncoder encoder, ByteBuf out) {
    byte[] bytes = head.bytes();
    encoder.begin();
    encoder.method(CONNECT, 0, CONNECT.length);
    encoder.field(PROTOCOL, 0, PROTOCOL_NAME, PROTOCOL_NAME, PROTOCOL.length);
    encoder.scheme(secure);
    int host = head.hostLine();
    if (host >= 0) {
      encoder.authority(bytes, head.valueStart(host), head.valueEnd(host));
    }
    encoder.path(bytes, head.sentTargetStart(), head.sentTargetEnd());
    lines(head, encoder, head.indexOf(WEBSOCKET_KEY));
    encoder.finish(out);
  }

  /** Appends the block of an answer, final or interim, to {@code out}. */
  public static void response(HttpHead head, HpackEncoder encoder, ByteBuf out) {
    encoder.begin();
    encoder.status(head.status());
    lines(head, encoder, NO_LINE);
    encoder.finish(out);
  }

  /** Appends the block of a trailer section to {@code out}. */
  public static void trailers(HttpHead head, HpackEncoder encoder, ByteBuf out) {
    encoder.begin();
    lines(head, encoder, NO_LINE);
    encoder.finish(out);
  }

  private static void lines(HttpHead head, HpackEncoder encoder, int without) {
    byte[] bytes = head.bytes();
    for (int line = 0; line < head.count(); line++) {
      if (line != without && !head.isRemoved(line) && (LEFT_OUT & head.id(line).bit()) == 0) {
        encoder.field(
            bytes,
            head.lineStart(line),
            head.nameEnd(line),
            head.valueStart(line),
            head.valueEnd(line));
      }
    }
  }
}
