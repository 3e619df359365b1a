package io.forebay.testkit;

import java.io.IOException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A request as an origin received it.
 *
 * @param head the request line and fields as received, to the empty line
 * @param body without chunk framing
 * @param wire all bytes of the request, chunk framing included
 */
public record RawRequest(
    String head,
    String method,
    String target,
    String version,
    RawHeaders headers,
    byte[] body,
    RawHeaders trailers,
    byte[] wire) {
  static final Pattern REQUEST_LINE =
      Pattern.compile("(" + RawHeaders.TOKEN + ") ([\\x21-\\x7e]+) (HTTP/1\\.[01])");

  public String bodyText() {
    return EscapedBytes.latin1(body);
  }

  public String wireText() {
    return EscapedBytes.latin1(wire);
  }

  /** Whether the client asks that the connection end with the response. */
  public boolean isLast() {
    return version.equals("HTTP/1.0")
        ? !headers.lists("connection", "keep-alive")
        : headers.lists("connection", "close");
  }

  /** Reads the body of {@code head}, which must have matched {@link #REQUEST_LINE}. */
  static RawRequest complete(RawHead head, WireReader in) throws IOException {
    MatchResult line = head.startLine();
    if (line.group(3).equals("HTTP/1.1") && head.headers().all("host").size() != 1) {
      throw new MalformedMessageError("not one Host", head.text());
    }
    RawBody body = RawBody.read(in, head.headers());
    return new RawRequest(
        head.text(),
        line.group(1),
        line.group(2),
        line.group(3),
        head.headers(),
        body.bytes(),
        body.trailers(),
        in.consumed());
  }
}
