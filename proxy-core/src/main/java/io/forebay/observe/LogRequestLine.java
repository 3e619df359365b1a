package io.forebay.observe;

import io.forebay.http.HttpHead;

/** The request line as it was received, and its parts. Immutable; any event loop. */
final class LogRequestLine {
  private static final int VERSION = 8;
  private static final int CRLF = 2;

  /** So much of what was no request line; it may be anything. */
  private static final int MAX_UNREAD = 512;

  private final LogValues values;

  LogRequestLine(LogValues values) {
    this.values = values;
  }

  /** All of it; of one that is not whole or not valid, the beginning. */
  void put(LogBuffer out, HttpHead head) {
    if (isRead(head)) {
      values.put(out, head.bytes(), head.startLine(), end(head));
    } else {
      putUnread(out, head);
    }
  }

  void putMethod(LogBuffer out, HttpHead head) {
    if (isRead(head)) {
      values.put(out, head.bytes(), head.startLine(), head.methodEnd());
    } else {
      values.putAbsent(out);
    }
  }

  void putTarget(LogBuffer out, HttpHead head) {
    if (isRead(head)) {
      values.put(out, head.bytes(), head.methodEnd() + 1, end(head) - VERSION - 1);
    } else {
      values.putAbsent(out);
    }
  }

  void putProtocol(LogBuffer out, HttpHead head) {
    if (isRead(head)) {
      values.put(out, head.bytes(), end(head) - VERSION, end(head));
    } else {
      values.putAbsent(out);
    }
  }

  private static boolean isRead(HttpHead head) {
    return head.fieldsStart() > 0;
  }

  private static int end(HttpHead head) {
    return head.fieldsStart() - CRLF;
  }

  private void putUnread(LogBuffer out, HttpHead head) {
    byte[] bytes = head.bytes();
    int from = 0;
    while (from < head.end() && isLineEnd(bytes[from])) {
      from++;
    }
    int limit = Math.min(head.end(), from + MAX_UNREAD);
    int to = from;
    while (to < limit && !isLineEnd(bytes[to])) {
      to++;
    }
    values.put(out, bytes, from, to);
  }

  private static boolean isLineEnd(byte b) {
    return b == '\r' || b == '\n';
  }
}
