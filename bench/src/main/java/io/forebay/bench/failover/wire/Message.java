package io.forebay.bench.failover.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request or a response.
 *
 * @param head start line and fields, without the empty line after them
 * @param body its bytes as ISO 8859-1
 */
public record Message(String head, String body) {

  /** Whether this is the last message of its connection. */
  public boolean closes() {
    return "close".equalsIgnoreCase(header("connection"));
  }

  /** The second word of the start line: the target of a request, the status of a response. */
  public String secondWord() {
    String[] words = head.lines().findFirst().orElse("").split(" ", 3);
    return words.length < 2 ? "" : words[1];
  }

  /** The status of a response; 0 if there is none. */
  public int status() {
    String word = secondWord();
    return word.matches("[1-5][0-9][0-9]") ? Integer.parseInt(word) : 0;
  }

  /** The value of the first field of that name, in lower case; null if there is none. */
  public @Nullable String header(String name) {
    String start = name + ":";
    return head.lines()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()).trim())
        .findFirst()
        .orElse(null);
  }

  /** How long the body is by {@code Content-Length}, 0 without one. */
  int bodyLength() throws IOException {
    if (header("transfer-encoding") != null) {
      throw new IOException("transfer-encoding in: " + head + " (expected: content-length)");
    }
    String length = header("content-length");
    try {
      return length == null ? 0 : Integer.parseInt(length);
    } catch (NumberFormatException e) {
      throw new IOException("content-length: " + length + " (expected: a number)", e);
    }
  }

  /** The bytes of a message, ready to be written. */
  public static ByteBuffer bytes(String head, String body) {
    String text = head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
