package io.forebay.http2;

import io.forebay.http.FieldValues;
import io.forebay.http.HeadLimits;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.util.Ascii;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes a request-line and Host of pseudo-headers (RFC 9113 section 8.3.1). Stateless. */
final class RequestLine {

  private static final byte[] VERSION = Ascii.bytes(" HTTP/2.0\r\n");
  private static final byte[] CONNECT = Ascii.bytes("CONNECT");
  private static final byte[] OPTIONS = Ascii.bytes("OPTIONS");
  private static final byte[] GET = Ascii.bytes("GET");
  private static final byte[] HTTP = Ascii.bytes("http");
  private static final byte[] HTTPS = Ascii.bytes("https");

  private RequestLine() {}

  /**
   * Writes both behind the pseudo-headers of {@code head}. Returns why they are refused, or null.
   */
  static @Nullable ProxyError write(HttpHead head, PseudoHeaders pseudo, HeadLimits limits) {
    if (!isMethod(head, pseudo)) {
      return ProxyError.MALFORMED_REQUEST;
    }
    boolean connect = is(head, pseudo, PseudoHeader.METHOD, CONNECT);
    boolean extended = pseudo.has(PseudoHeader.PROTOCOL);
    if (connect && !extended) {
      return connect(head, pseudo);
    }
    if ((extended && !connect) || !isScheme(head, pseudo) || !isPath(head, pseudo)) {
      return ProxyError.MALFORMED_REQUEST;
    }
    int length =
        length(pseudo, PseudoHeader.METHOD)
            + 1
            + length(pseudo, PseudoHeader.PATH)
            + VERSION.length;
    if (length - 2 > limits.requestLineBytes()) {
      return ProxyError.URI_TOO_LONG;
    }
    if (pseudo.has(PseudoHeader.AUTHORITY) && !isAuthority(head, pseudo)) {
      return ProxyError.MALFORMED_REQUEST;
    }
    line(head, pseudo, PseudoHeader.PATH, extended);
    if (extended) {
      head.extendedConnect();
    }
    int query = Ascii.indexOf(head.bytes(), head.targetStart(), head.targetEnd(), '?');
    head.path(head.targetStart(), query);
    return null;
  }

  /** RFC 9113 section 8.5; it will be refused, but the log shows it. */
  private static @Nullable ProxyError connect(HttpHead head, PseudoHeaders pseudo) {
    if (pseudo.has(PseudoHeader.SCHEME)
        || pseudo.has(PseudoHeader.PATH)
        || !pseudo.has(PseudoHeader.AUTHORITY)
        || !isAuthority(head, pseudo)) {
      return ProxyError.MALFORMED_REQUEST;
    }
    line(head, pseudo, PseudoHeader.AUTHORITY, false);
    return null;
  }

  private static void line(
      HttpHead head, PseudoHeaders pseudo, PseudoHeader target, boolean extended) {
    int start = head.end();
    if (extended) {
      head.appendBytes(GET);
    } else {
      append(head, pseudo, PseudoHeader.METHOD);
    }
    int methodEnd = head.end();
    head.appendBytes(VERSION, 0, 1);
    int targetStart = head.end();
    append(head, pseudo, target);
    int targetEnd = head.end();
    head.appendBytes(VERSION);
    head.requestLine(start, methodEnd, targetStart, targetEnd, 1);
    // The version is not the one that HTTP/1.1 writes.
    head.target(targetStart, targetEnd);
    head.fieldsStart(head.end());
    if (pseudo.has(PseudoHeader.AUTHORITY)) {
      addHost(
          head,
          head.bytes(),
          pseudo.start(PseudoHeader.AUTHORITY),
          pseudo.end(PseudoHeader.AUTHORITY));
    }
  }

  /** Adds Host and notes it as the authority. */
  static void addHost(HttpHead head, byte[] value, int from, int to) {
    head.add(HeaderId.HOST, HeaderId.HOST.nameBytes(), value, from, to);
    int line = head.count() - 1;
    head.authority(head.valueStart(line), head.valueEnd(line));
  }

  private static void append(HttpHead head, PseudoHeaders pseudo, PseudoHeader header) {
    head.appendBytes(head.bytes(), pseudo.start(header), pseudo.end(header));
  }

  private static int length(PseudoHeaders pseudo, PseudoHeader header) {
    return pseudo.end(header) - pseudo.start(header);
  }

  private static boolean is(
      HttpHead head, PseudoHeaders pseudo, PseudoHeader header, byte[] wanted) {
    return Arrays.equals(
        head.bytes(), pseudo.start(header), pseudo.end(header), wanted, 0, wanted.length);
  }

  private static boolean isMethod(HttpHead head, PseudoHeaders pseudo) {
    return pseudo.has(PseudoHeader.METHOD)
        && Ascii.isToken(
            head.bytes(), pseudo.start(PseudoHeader.METHOD), pseudo.end(PseudoHeader.METHOD));
  }

  private static boolean isScheme(HttpHead head, PseudoHeaders pseudo) {
    return pseudo.has(PseudoHeader.SCHEME)
        && (is(head, pseudo, PseudoHeader.SCHEME, HTTPS)
            || is(head, pseudo, PseudoHeader.SCHEME, HTTP));
  }

  private static boolean isAuthority(HttpHead head, PseudoHeaders pseudo) {
    return FieldValues.isHost(
        head.bytes(), pseudo.start(PseudoHeader.AUTHORITY), pseudo.end(PseudoHeader.AUTHORITY));
  }

  private static boolean isPath(HttpHead head, PseudoHeaders pseudo) {
    int from = pseudo.start(PseudoHeader.PATH);
    int to = pseudo.end(PseudoHeader.PATH);
    byte[] bytes = head.bytes();
    if (!pseudo.has(PseudoHeader.PATH) || !FieldValues.isTarget(bytes, from, to)) {
      return false;
    }
    return bytes[from] == '/'
        || (bytes[from] == '*' && to - from == 1 && is(head, pseudo, PseudoHeader.METHOD, OPTIONS));
  }
}
