package io.forebay.http1;

import io.forebay.http.ControlBytes;
import io.forebay.http.FieldValues;
import io.forebay.http.HeadLimits;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads a head, or a trailer section, from bytes that arrive in any pieces (RFC 9112 sections 2 to
 * 5). Every byte is copied and looked at once, however often the head is cut.
 *
 * <p>Refused with {@link ProxyError#MALFORMED_REQUEST}, whatever the peer is: bare CR or LF,
 * control bytes but HTAB in values, folded lines, names that are not tokens, space before the
 * colon. Event loop only.
 */
final class Http1HeadParser {

  enum Result {
    NEED_MORE,
    COMPLETE,
    FAILED
  }

  private enum Expect {
    REQUEST_LINE,
    STATUS_LINE,
    FIELD
  }

  private static final int COPY_AT_ONCE = 4096;
  private static final int VERSION_LENGTH = 8;

  private final HeadLimits limits;
  private Expect expect = Expect.FIELD;
  private HttpHead head;
  private int scan;
  private int lineStart;
  private boolean skippedEmptyLine;
  private @Nullable ProxyError error;

  Http1HeadParser(HeadLimits limits) {
    this.limits = limits;
    this.head = EMPTY;
  }

  private static final HttpHead EMPTY = new HttpHead();

  /** Starts on a request, to be stored in the empty {@code head}. */
  void beginRequest(HttpHead head) {
    beginRequest(head, false);
  }

  /**
   * Starts on a request.
   *
   * @param skippedEmptyLine whether the one empty line that may come before it has come
   */
  void beginRequest(HttpHead head, boolean skippedEmptyLine) {
    begin(head, Expect.REQUEST_LINE);
    this.skippedEmptyLine = skippedEmptyLine;
  }

  /** Starts on a response. */
  void beginResponse(HttpHead head) {
    begin(head, Expect.STATUS_LINE);
  }

  /** Starts on a trailer section, which has no start-line. */
  void beginTrailers(HttpHead head) {
    begin(head, Expect.FIELD);
  }

  private void begin(HttpHead head, Expect expect) {
    this.head = head;
    this.expect = expect;
    this.scan = 0;
    this.lineStart = 0;
    this.skippedEmptyLine = false;
    this.error = null;
  }

  /** Why the last call failed. */
  @Nullable ProxyError error() {
    return error;
  }

  /** Whether any byte was taken since the last {@code begin}. */
  boolean isStarted() {
    return head.end() > 0;
  }

  /** Whether the empty line before a request was taken, and nothing behind it. */
  boolean isOnlyEmptyLine() {
    return skippedEmptyLine && lineStart == head.end() && expect == Expect.REQUEST_LINE;
  }

  /**
   * Takes bytes of {@code in} up to the end of the head, or all of them. On {@link Result#COMPLETE}
   * the reader index is at the first byte behind the empty line.
   */
  Result parse(ByteBuf in) {
    while (in.isReadable()) {
      int before = head.end();
      // Never a byte above the limit, so that it holds to the byte however the head is cut.
      int room = Math.min(COPY_AT_ONCE, limits.headBytes() - before);
      int length = Math.min(in.readableBytes(), room);
      if (length <= 0) {
        head.failedAt(before);
        return fail(ProxyError.HEAD_TOO_LARGE);
      }
      head.append(in, length);
      Result result = scanLines(head.end());
      if (result == Result.COMPLETE) {
        in.skipBytes(scan - before);
        head.truncate(lineStart);
        // Whoever keeps the parser for the next message does not keep the head for it.
        head = EMPTY;
        return result;
      }
      in.skipBytes(length);
      if (result == Result.FAILED) {
        return result;
      }
      if (isLongRequestLine(scan)) {
        head.failedAt(lineStart + limits.requestLineBytes());
        return fail(ProxyError.URI_TOO_LONG);
      }
    }
    return Result.NEED_MORE;
  }

  private Result scanLines(int limit) {
    byte[] bytes = head.bytes();
    int position = scan;
    while (true) {
      position = ControlBytes.find(bytes, position, limit);
      if (position == limit) {
        break;
      }
      if (bytes[position] == '\t') {
        position++;
        continue;
      }
      if (bytes[position] != '\r') {
        return failAt(position);
      }
      if (position + 1 == limit) {
        break;
      }
      if (bytes[position + 1] != '\n') {
        return failAt(position);
      }
      scan = position + 2;
      if (position == lineStart && expect == Expect.FIELD) {
        return Result.COMPLETE;
      }
      if (!line(bytes, lineStart, position)) {
        return Result.FAILED;
      }
      position = scan;
      lineStart = position;
    }
    scan = position;
    return Result.NEED_MORE;
  }

  private boolean line(byte[] bytes, int from, int to) {
    return switch (expect) {
      case FIELD -> field(bytes, from, to);
      case REQUEST_LINE -> from == to ? skipEmptyLine() : requestLine(bytes, from, to);
      case STATUS_LINE -> statusLine(bytes, from, to);
    };
  }

  /** RFC 9112 section 2.2: one empty line before a request is ignored. */
  private boolean skipEmptyLine() {
    if (skippedEmptyLine) {
      return refuse(ProxyError.MALFORMED_REQUEST, lineStart);
    }
    skippedEmptyLine = true;
    return true;
  }

  private boolean requestLine(byte[] bytes, int from, int to) {
    if (to - from > limits.requestLineBytes()) {
      return refuse(ProxyError.URI_TOO_LONG, from + limits.requestLineBytes());
    }
    int methodEnd = from;
    while (methodEnd < to && Ascii.isToken(bytes[methodEnd])) {
      methodEnd++;
    }
    int targetStart = methodEnd + 1;
    int version = to - VERSION_LENGTH;
    int targetEnd = version - 1;
    if (methodEnd == from
        || targetEnd <= targetStart
        || bytes[methodEnd] != ' '
        || bytes[targetEnd] != ' '
        || !isVersion(bytes, version)) {
      boolean noMethod = methodEnd == from || methodEnd == to || bytes[methodEnd] != ' ';
      return refuse(ProxyError.MALFORMED_REQUEST, noMethod ? methodEnd : targetStart);
    }
    int queryStart = targetEnd;
    for (int i = targetStart; i < targetEnd; i++) {
      byte b = bytes[i];
      if (!FieldValues.isTarget(b)) {
        return refuse(ProxyError.MALFORMED_REQUEST, i);
      }
      if (b == '?' && queryStart == targetEnd) {
        queryStart = i;
      }
    }
    if (bytes[version + 5] != '1' || bytes[version + 7] > '1') {
      return refuse(ProxyError.VERSION_NOT_SUPPORTED, version);
    }
    head.requestLine(from, methodEnd, targetStart, targetEnd, bytes[version + 7] - '0');
    head.path(targetStart, queryStart);
    head.fieldsStart(scan);
    expect = Expect.FIELD;
    return true;
  }

  private boolean statusLine(byte[] bytes, int from, int to) {
    // HTTP/1.1 SP 3DIGIT SP [reason]; the last space may be missing, as it often is in the wild.
    int code = from + VERSION_LENGTH + 1;
    if (to < code + 3
        || !isVersion(bytes, from)
        || bytes[from + 5] != '1'
        || bytes[from + 7] > '1'
        || bytes[code - 1] != ' '
        || !isStatus(bytes, code)
        || (to > code + 3 && bytes[code + 3] != ' ')) {
      return refuse(ProxyError.MALFORMED_RESPONSE, from);
    }
    int status = (bytes[code] - '0') * 100 + (bytes[code + 1] - '0') * 10 + bytes[code + 2] - '0';
    head.statusLine(from, status, bytes[from + 7] - '0');
    head.fieldsStart(scan);
    expect = Expect.FIELD;
    return true;
  }

  private boolean field(byte[] bytes, int from, int to) {
    int nameEnd = from;
    while (nameEnd < to && Ascii.isToken(bytes[nameEnd])) {
      nameEnd++;
    }
    if (nameEnd == from || nameEnd == to || bytes[nameEnd] != ':') {
      return refuse(ProxyError.MALFORMED_REQUEST, nameEnd);
    }
    if (head.count() == limits.fields()) {
      return refuse(ProxyError.HEAD_TOO_LARGE, from);
    }
    int valueStart = nameEnd + 1;
    while (valueStart < to && isSpace(bytes[valueStart])) {
      valueStart++;
    }
    int valueEnd = to;
    while (valueEnd > valueStart && isSpace(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    head.line(from, nameEnd, valueStart, valueEnd, HeaderId.of(bytes, from, nameEnd));
    return true;
  }

  /** Whether a request-line that goes on to {@code end} at least is above its limit. */
  private boolean isLongRequestLine(int end) {
    return expect == Expect.REQUEST_LINE && end - lineStart > limits.requestLineBytes();
  }

  /** A bad byte behind the limit is not looked at if the line comes in pieces, so never is. */
  private Result failAt(int position) {
    head.failedAt(position);
    return fail(
        isLongRequestLine(position) ? ProxyError.URI_TOO_LONG : ProxyError.MALFORMED_REQUEST);
  }

  private boolean refuse(ProxyError reason, int position) {
    head.failedAt(position);
    error = reason;
    return false;
  }

  private Result fail(ProxyError reason) {
    error = reason;
    return Result.FAILED;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  private static boolean isVersion(byte[] bytes, int at) {
    return bytes[at] == 'H'
        && bytes[at + 1] == 'T'
        && bytes[at + 2] == 'T'
        && bytes[at + 3] == 'P'
        && bytes[at + 4] == '/'
        && Ascii.isDigit(bytes[at + 5])
        && bytes[at + 6] == '.'
        && Ascii.isDigit(bytes[at + 7]);
  }

  private static boolean isStatus(byte[] bytes, int at) {
    return bytes[at] >= '1'
        && bytes[at] <= '5'
        && Ascii.isDigit(bytes[at + 1])
        && Ascii.isDigit(bytes[at + 2]);
  }
}
