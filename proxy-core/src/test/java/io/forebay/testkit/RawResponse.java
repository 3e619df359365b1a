package io.forebay.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A response as a client received it.
 *
 * @param head the status line and fields as received, to the empty line
 * @param body without chunk framing
 * @param interim the 1xx responses that came before it, in order; 101 is final and not among them
 * @param wire all bytes of the final response, chunk framing included
 */
public record RawResponse(
    String head,
    String version,
    int status,
    String reason,
    RawHeaders headers,
    byte[] body,
    RawHeaders trailers,
    List<RawResponse> interim,
    byte[] wire) {
  static final Pattern STATUS_LINE =
      Pattern.compile("(HTTP/1\\.[01]) ([1-5]\\d\\d) ([\t\\x20-\\x7e\\x80-\\xff]*)");

  public String bodyText() {
    return EscapedBytes.latin1(body);
  }

  public String wireText() {
    return EscapedBytes.latin1(wire);
  }

  /** Reads the interim responses and the final one that answer a {@code method} request. */
  static RawResponse read(WireReader in, String method) throws IOException {
    var interim = new ArrayList<RawResponse>();
    for (; ; ) {
      in.mark();
      RawHead head = RawHead.read(in, STATUS_LINE);
      if (head == null) {
        throw new EOFException("closed before a response");
      }
      RawResponse response = complete(head, in, method, interim);
      if (response.status >= 200 || response.status == 101) {
        return response;
      }
      interim.add(response);
    }
  }

  private static RawResponse complete(
      RawHead head, WireReader in, String method, List<RawResponse> interim) throws IOException {
    MatchResult line = head.startLine();
    int status = Integer.parseInt(line.group(2));
    RawBody body = readBody(head, in, method, status);
    return new RawResponse(
        head.text(),
        line.group(1),
        status,
        line.group(3),
        head.headers(),
        body.bytes(),
        body.trailers(),
        List.copyOf(interim),
        in.consumed());
  }

  /** RFC 9112 §6.3, with the framing fields that §6.1 and RFC 9110 §8.6 forbid refused. */
  private static RawBody readBody(RawHead head, WireReader in, String method, int status)
      throws IOException {
    boolean framed = RawBody.isFramed(head.headers());
    if (framed && (status < 200 || status == 204)) {
      throw new MalformedMessageError("framing fields on a " + status, head.text());
    }
    if (head.headers().contains("transfer-encoding")
        && head.startLine().group(1).equals("HTTP/1.0")) {
      throw new MalformedMessageError("Transfer-Encoding in HTTP/1.0", head.text());
    }
    boolean tunnel = method.equals("CONNECT") && status / 100 == 2;
    if (status < 200 || status == 204 || status == 304 || method.equals("HEAD") || tunnel) {
      return RawBody.EMPTY;
    }
    return framed ? RawBody.read(in, head.headers()) : RawBody.readToEnd(in);
  }
}
