package io.forebay.bench.failover.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Cuts the bytes of one connection into messages. One thread at a time. */
public final class MessageReader {
  private String unread = "";

  /** Takes what lies between the position and the limit of {@code bytes}. */
  public void add(ByteBuffer bytes) {
    unread += StandardCharsets.ISO_8859_1.decode(bytes);
  }

  /**
   * The next complete message, null while some of it is missing.
   *
   * @throws IOException where the length of the body cannot be known
   */
  public @Nullable Message next() throws IOException {
    int headEnd = unread.indexOf("\r\n\r\n");
    if (headEnd < 0) {
      return null;
    }
    Message head = new Message(unread.substring(0, headEnd), "");
    int end = headEnd + 4 + head.bodyLength();
    if (unread.length() < end) {
      return null;
    }
    Message message = new Message(head.head(), unread.substring(headEnd + 4, end));
    unread = unread.substring(end);
    return message;
  }
}
