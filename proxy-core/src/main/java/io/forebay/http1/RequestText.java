package io.forebay.http1;

import io.forebay.http.HeadLimits;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** Reads the head of a request that stands there as text, by the rules for clients. */
public final class RequestText {
  private RequestText() {}

  /**
   * Makes {@code head}, which is empty, the head in {@code text}.
   *
   * @param text from the request-line to the empty line
   * @return why a client would be refused that sends it, or null
   */
  public static @Nullable ProxyError read(String text, HeadLimits limits, HttpHead head) {
    Http1HeadParser parser = new Http1HeadParser(limits);
    parser.beginRequest(head);
    ByteBuf bytes = Unpooled.wrappedBuffer(Ascii.bytes(text));
    return switch (parser.parse(bytes)) {
      case NEED_MORE -> ProxyError.MALFORMED_REQUEST;
      case FAILED -> parser.error();
      case COMPLETE -> Http1RequestRules.apply(head);
    };
  }
}
