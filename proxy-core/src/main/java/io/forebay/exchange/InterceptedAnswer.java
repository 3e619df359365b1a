package io.forebay.exchange;

import io.forebay.http.HeaderBlock;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * A server's answer that the proxy replaces. Its body is thrown away, as long as it is short: then
 * the connection serves other requests. Event loop only.
 */
final class InterceptedAnswer {

  /** Above it another connection costs less than to read on. */
  private static final int MAX_BODY = 64 << 10;

  /** What only the server knows, and clients act on. */
  private static final List<byte[]> KEPT =
      List.of(Ascii.bytes("retry-after"), Ascii.bytes("www-authenticate"), Ascii.bytes("allow"));

  private final ErrorReply reply;
  private final HeaderBlock fields;
  private int left = MAX_BODY;

  /** The answer with {@code head}, in whose place {@code reply} is sent. */
  InterceptedAnswer(ErrorReply reply, HttpHead head) {
    this.reply = reply;
    this.fields = kept(head, reply.fields());
  }

  private static HeaderBlock kept(HttpHead head, HeaderBlock own) {
    HeaderBlock.Builder kept = HeaderBlock.builder();
    for (int line = 0; line < head.count(); line++) {
      if (!head.isRemoved(line) && isKept(head, line) && !isSaid(head.id(line), own)) {
        kept.add(head.nameText(line), head.valueText(line));
      }
    }
    return kept.build();
  }

  private static boolean isKept(HttpHead head, int line) {
    for (byte[] name : KEPT) {
      if (head.isNamed(line, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSaid(HeaderId id, HeaderBlock own) {
    return id != HeaderId.OTHER && own.has(id);
  }

  ErrorReply reply() {
    return reply;
  }

  /** Fields of the server's answer that the client gets too. */
  HeaderBlock fields() {
    return fields;
  }

  /** Throws a part of its body away; false if it is too long. Takes ownership of {@code data}. */
  boolean discard(ByteBuf data) {
    left -= data.readableBytes();
    data.release();
    return left >= 0;
  }
}
