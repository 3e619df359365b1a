package io.forebay.http1;

import io.forebay.http.FieldValues;
import io.forebay.http.Framing;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.http.ProxyError;
import io.forebay.util.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of a whole request head (RFC 9112 sections 3 and 6, RFC 9110 section 7.2), and the
 * typed fields that follow from it.
 */
final class Http1RequestRules {

  private static final byte[] HTTP = Ascii.bytes("http://");
  private static final byte[] HTTPS = Ascii.bytes("https://");
  private static final byte[] CONTINUE = Ascii.bytes("100-continue");

  private Http1RequestRules() {}

  /** Completes {@code head}. Returns why it is refused, or null. */
  static @Nullable ProxyError apply(HttpHead head) {
    if (head.method() == HttpMethod.CONNECT || head.method() == HttpMethod.TRACE) {
      // For the log: whatever Host says, the answer is the same.
      host(head);
      return ProxyError.METHOD_NOT_ALLOWED;
    }
    ProxyError error = Http1Framing.request(head);
    if (error == null) {
      error = host(head);
    }
    if (error == null) {
      error = target(head);
    }
    if (error != null) {
      return error;
    }
    if (!isExpectationKnown(head)) {
      return ProxyError.EXPECTATION_FAILED;
    }
    if (!ConnectionOptions.apply(head)) {
      return ProxyError.HEAD_TOO_LARGE;
    }
    if (head.isUpgrade() && head.framing() != Framing.NONE) {
      head.noUpgrade();
    }
    return null;
  }

  /**
   * RFC 9110 section 10.1.1: 100-continue is the only expectation there is, and for the server to
   * fulfil. HTTP/1.0 does not have it: it is not passed on.
   */
  private static boolean isExpectationKnown(HttpHead head) {
    if ((head.seen() & HeaderId.EXPECT.bit()) == 0) {
      return true;
    }
    byte[] bytes = head.bytes();
    for (int line = 0; line < head.count(); line++) {
      if (head.id(line) == HeaderId.EXPECT
          && !Ascii.equalsIgnoreCase(bytes, head.valueStart(line), head.valueEnd(line), CONTINUE)) {
        return false;
      }
    }
    if (head.minorVersion() == 0) {
      head.removeAll(HeaderId.EXPECT.bit());
    }
    return true;
  }

  private static @Nullable ProxyError host(HttpHead head) {
    int host = -1;
    if ((head.seen() & HeaderId.HOST.bit()) != 0) {
      for (int line = 0; line < head.count(); line++) {
        if (head.id(line) == HeaderId.HOST) {
          if (host >= 0) {
            return ProxyError.MALFORMED_REQUEST;
          }
          host = line;
        }
      }
    }
    if (host < 0) {
      return head.minorVersion() >= 1 ? ProxyError.MALFORMED_REQUEST : null;
    }
    int from = head.valueStart(host);
    int to = head.valueEnd(host);
    if (!FieldValues.isHost(head.bytes(), from, to)) {
      return ProxyError.MALFORMED_REQUEST;
    }
    head.authority(from, to);
    return null;
  }

  private static @Nullable ProxyError target(HttpHead head) {
    byte[] bytes = head.bytes();
    int from = head.targetStart();
    int to = head.targetEnd();
    if (bytes[from] == '/') {
      return null;
    }
    if (bytes[from] == '*' && to - from == 1) {
      return head.method() == HttpMethod.OPTIONS ? null : ProxyError.MALFORMED_REQUEST;
    }
    if (startsWith(bytes, from, to, HTTP)) {
      return absolute(head, from + HTTP.length, to);
    }
    if (startsWith(bytes, from, to, HTTPS)) {
      return absolute(head, from + HTTPS.length, to);
    }
    return ProxyError.MALFORMED_REQUEST;
  }

  /** RFC 9112 section 3.2.2: the authority of an absolute target takes the place of Host. */
  private static @Nullable ProxyError absolute(HttpHead head, int from, int to) {
    byte[] bytes = head.bytes();
    int end = from;
    while (end < to && bytes[end] != '/' && bytes[end] != '?') {
      end++;
    }
    if (!FieldValues.isHost(bytes, from, end)) {
      return ProxyError.MALFORMED_REQUEST;
    }
    int start = end;
    int stop = to;
    if (end == to || bytes[end] == '?') {
      // No path means "/", or "*" to OPTIONS (RFC 9112 section 3.2.4). The request-line stays for
      // the log as it was received: the target lies in a line that goes with the received Host.
      boolean asterisk = end == to && head.method() == HttpMethod.OPTIONS;
      head.add(HeaderId.HOST, HeaderId.HOST.nameBytes(), bytes, end, to);
      int line = head.count() - 1;
      start = head.valueStart(line) - 1;
      stop = head.valueEnd(line);
      head.bytes()[start] = (byte) (asterisk ? '*' : '/');
    }
    head.removeAll(HeaderId.HOST.bit());
    head.add(HeaderId.HOST, HeaderId.HOST.nameBytes(), bytes, from, end);
    int host = head.count() - 1;
    head.authority(head.valueStart(host), head.valueEnd(host));
    head.target(start, stop);
    head.path(start, Ascii.indexOf(head.bytes(), start, stop, '?'));
    return null;
  }

  private static boolean startsWith(byte[] bytes, int from, int to, byte[] lower) {
    return to - from > lower.length
        && Ascii.equalsIgnoreCase(bytes, from, from + lower.length, lower);
  }
}
