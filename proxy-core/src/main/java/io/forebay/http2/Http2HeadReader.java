package io.forebay.http2;

import io.forebay.http.FieldValues;
import io.forebay.http.Framing;
import io.forebay.http.HeadLimits;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.http.ProxyError;
import io.forebay.http.TrailerFields;
import io.forebay.http2.hpack.FieldSink;
import io.forebay.util.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Makes a head, in the form in which HTTP/1.1 would send it, of the fields of a header block, and
 * holds it to the rules of RFC 9113 section 8: {@code begin...}, the fields, {@link #finish}.
 *
 * <p>The log shows the request-line as it reads here, with HTTP/2.0 as the version; whoever writes
 * the head as HTTP/1.1 writes that line anew. Once a head is at fault the rest of its fields costs
 * nothing but their decoding. Keeps nothing from one head to the next. Event loop only.
 */
public final class Http2HeadReader implements FieldSink {

  private static final byte[] TRAILERS = Ascii.bytes("trailers");
  private static final byte[] CONTINUE = Ascii.bytes("100-continue");
  private static final HttpHead NO_HEAD = new HttpHead();

  /** What a line has beside its name and its value: colon, space, CR and LF. */
  private static final int LINE_OVERHEAD = 4;

  private enum Kind {
    REQUEST,
    RESPONSE,
    TRAILERS
  }

  private final HeadLimits limits;
  private final PseudoHeaders pseudo = new PseudoHeaders();
  private HttpHead head = NO_HEAD;
  private Kind kind = Kind.TRAILERS;
  private HttpMethod requestMethod = HttpMethod.OTHER;
  private boolean end;
  private boolean inFields;
  private boolean host;
  private int cookies;
  private long contentLength;
  private int size;
  private @Nullable ProxyError error;

  /** A reader that refuses what is above {@code limits}, in the form of HTTP/1.1. */
  public Http2HeadReader(HeadLimits limits) {
    this.limits = limits;
  }

  /**
   * Starts on a request, to be stored in the empty {@code head}.
   *
   * @param end whether the stream ends with it
   */
  public void beginRequest(HttpHead head, boolean end) {
    begin(head, Kind.REQUEST, end);
  }

  /** Starts on the answer to a request made with {@code method}, interim ones included. */
  public void beginResponse(HttpHead head, HttpMethod method, boolean end) {
    begin(head, Kind.RESPONSE, end);
    requestMethod = method;
  }

  /** Starts on a trailer section. */
  public void beginTrailers(HttpHead head) {
    begin(head, Kind.TRAILERS, true);
    inFields = true;
  }

  private void begin(HttpHead head, Kind kind, boolean end) {
    this.head = head;
    this.kind = kind;
    this.end = end;
    pseudo.clear();
    inFields = false;
    host = false;
    cookies = 0;
    contentLength = -1;
    size = 0;
    error = null;
  }

  @Override
  public void field(
      byte[] name,
      int nameFrom,
      int nameTo,
      byte[] value,
      int valueFrom,
      int valueTo,
      HeaderId id) {
    if (error != null) {
      return;
    }
    size += nameTo - nameFrom + valueTo - valueFrom + LINE_OVERHEAD;
    if (size > limits.headBytes()) {
      error = ProxyError.HEAD_TOO_LARGE;
    } else if (nameFrom < nameTo && name[nameFrom] == ':') {
      pseudoHeader(name, nameFrom, nameTo, value, valueFrom, valueTo);
    } else if (!FieldRules.isName(name, nameFrom, nameTo)
        || !FieldRules.isValue(value, valueFrom, valueTo)) {
      malformed();
    } else if (inFields || startLine()) {
      regular(name, nameFrom, nameTo, value, valueFrom, valueTo, id);
    }
  }

  /**
   * Completes the head. Returns why it is refused, or null: {@link ProxyError#MALFORMED_REQUEST}
   * and {@link ProxyError#MALFORMED_RESPONSE} are stream errors, everything else is to be answered.
   */
  public @Nullable ProxyError finish() {
    if (error == null && (inFields || startLine())) {
      if (cookies > 1) {
        Cookies.join(head);
      }
      switch (kind) {
        case REQUEST -> request();
        case RESPONSE -> response();
        case TRAILERS -> trailers();
      }
    }
    // Whoever keeps the reader for the next head does not keep this one for it.
    head = NO_HEAD;
    return error;
  }

  private boolean malformed() {
    error = kind == Kind.RESPONSE ? ProxyError.MALFORMED_RESPONSE : ProxyError.MALFORMED_REQUEST;
    return false;
  }

  // ---- pseudo-headers ----

  private void pseudoHeader(
      byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
    PseudoHeader header = PseudoHeader.of(name, nameFrom, nameTo);
    if (header == null
        || inFields
        || pseudo.has(header)
        || (header == PseudoHeader.STATUS) != (kind == Kind.RESPONSE)) {
      malformed();
    } else {
      pseudo.put(header, head, value, valueFrom, valueTo);
    }
  }

  /** Behind the last pseudo-header the start-line can be made. Returns whether it was. */
  private boolean startLine() {
    inFields = true;
    if (kind == Kind.REQUEST) {
      error = RequestLine.write(head, pseudo, limits);
      return error == null;
    }
    int status = status();
    if (status < 0 || status == 101) {
      return malformed();
    }
    head.response(status);
    return true;
  }

  private int status() {
    int from = pseudo.start(PseudoHeader.STATUS);
    int to = pseudo.end(PseudoHeader.STATUS);
    if (!pseudo.has(PseudoHeader.STATUS) || to - from != 3) {
      return -1;
    }
    int status = (int) FieldValues.contentLength(head.bytes(), from, to);
    return status >= 100 && status < 600 ? status : -1;
  }

  // ---- fields ----

  private void regular(
      byte[] name,
      int nameFrom,
      int nameTo,
      byte[] value,
      int valueFrom,
      int valueTo,
      HeaderId id) {
    if (FieldRules.isConnectionSpecific(id)) {
      malformed();
      return;
    }
    switch (id) {
      case TE -> te(value, valueFrom, valueTo);
      case HTTP2_SETTINGS -> {
        // Belongs to an upgrade that is over.
      }
      case HOST -> host(value, valueFrom, valueTo);
      default -> {
        if (isSound(id, value, valueFrom, valueTo) && hasRoom()) {
          head.add(id, name, nameFrom, nameTo, value, valueFrom, valueTo);
        }
      }
    }
  }

  private boolean hasRoom() {
    if (head.count() < limits.fields()) {
      return true;
    }
    error = ProxyError.HEAD_TOO_LARGE;
    return false;
  }

  private boolean isSound(HeaderId id, byte[] value, int from, int to) {
    if (id == HeaderId.COOKIE) {
      cookies++;
    } else if (id == HeaderId.CONTENT_LENGTH) {
      if (contentLength >= 0) {
        return malformed();
      }
      contentLength = FieldValues.contentLength(value, from, to);
      return contentLength >= 0 || malformed();
    } else if (id == HeaderId.EXPECT
        && kind == Kind.REQUEST
        && !Ascii.equalsIgnoreCase(value, from, to, CONTINUE)) {
      error = ProxyError.EXPECTATION_FAILED;
      return false;
    }
    return true;
  }

  private void te(byte[] value, int from, int to) {
    if (kind == Kind.REQUEST && Ascii.equalsIgnoreCase(value, from, to, TRAILERS)) {
      head.acceptTrailers();
    } else {
      malformed();
    }
  }

  private void host(byte[] value, int from, int to) {
    if (host || kind != Kind.REQUEST) {
      malformed();
      return;
    }
    host = true;
    if (head.authorityEnd() > 0) {
      if (!isAuthority(value, from, to)) {
        malformed();
      }
    } else if (!FieldValues.isHost(value, from, to)) {
      malformed();
    } else if (hasRoom()) {
      RequestLine.addHost(head, value, from, to);
    }
  }

  private boolean isAuthority(byte[] value, int from, int to) {
    int start = head.authorityStart();
    if (head.authorityEnd() - start != to - from) {
      return false;
    }
    for (int i = 0; i < to - from; i++) {
      if (Ascii.toLower(value[from + i]) != Ascii.toLower(head.bytes()[start + i])) {
        return false;
      }
    }
    return true;
  }

  // ---- the whole head ----

  private void request() {
    if (head.authorityEnd() == 0 || (end && contentLength > 0)) {
      malformed();
      return;
    }
    if (head.isExtendedConnect()) {
      extendedConnect();
      return;
    }
    if (head.method() == HttpMethod.CONNECT || head.method() == HttpMethod.TRACE) {
      error = ProxyError.METHOD_NOT_ALLOWED;
      return;
    }
    framing();
    head.truncate(head.end());
  }

  private void extendedConnect() {
    if (end || contentLength >= 0) {
      malformed();
    } else {
      error = ExtendedConnect.complete(head, pseudo);
    }
  }

  private void response() {
    int status = head.status();
    boolean interim = status < 200;
    boolean bodyless =
        interim || status == 204 || status == 304 || requestMethod == HttpMethod.HEAD;
    if ((interim && end) || (end && !bodyless && contentLength > 0)) {
      malformed();
      return;
    }
    if (bodyless) {
      head.framing(Framing.NONE, 0);
      if (interim || status == 204) {
        head.removeAll(HeaderId.CONTENT_LENGTH.bit());
      }
    } else {
      framing();
    }
    head.truncate(head.end());
  }

  private void framing() {
    if (end) {
      head.framing(Framing.NONE, 0);
    } else if (contentLength >= 0) {
      head.framing(Framing.LENGTH, contentLength);
    } else {
      head.framing(Framing.CHUNKED, -1);
    }
  }

  private void trailers() {
    if (!TrailerFields.areAllowed(head)) {
      malformed();
    }
  }
}
