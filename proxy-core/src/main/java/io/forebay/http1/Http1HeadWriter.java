package io.forebay.http1;

import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;

/**
 * Writes a head in HTTP/1.1 form, by copying runs of lines that lie together. Everything in the
 * head was checked when it was read or made, so nothing is checked here.
 */
final class Http1HeadWriter {

  private static final byte[] VERSION_LINE_END = Ascii.bytes(" HTTP/1.1\r\n");
  private static final byte[] STATUS_LINE_START = Ascii.bytes("HTTP/1.1");

  private Http1HeadWriter() {}

  /** An upper bound of what {@link #write} writes. */
  static int sizeBound(HttpHead head) {
    return head.end() - head.startLine() + VERSION_LINE_END.length;
  }

  /** Writes the start-line and every line that was not removed; not the closing empty line. */
  static void write(HttpHead head, ByteBuf out) {
    if (head.isHostReplaced()) {
      startLine(head, out);
      int host = head.hostLine();
      out.writeBytes(head.bytes(), head.lineStart(host), head.lineEnd(host) - head.lineStart(host));
      lines(head, out, head.fieldsStart());
    } else if (head.isStartLineChanged() || head.minorVersion() == 0) {
      startLine(head, out);
      lines(head, out, head.fieldsStart());
    } else {
      lines(head, out, head.startLine());
    }
  }

  private static void startLine(HttpHead head, ByteBuf out) {
    byte[] bytes = head.bytes();
    if (head.status() > 0) {
      int rest = head.startLine() + STATUS_LINE_START.length;
      out.writeBytes(STATUS_LINE_START);
      out.writeBytes(bytes, rest, head.fieldsStart() - rest);
    } else {
      out.writeBytes(bytes, head.startLine(), head.methodEnd() - head.startLine());
      out.writeByte(' ');
      out.writeBytes(bytes, head.sentTargetStart(), head.sentTargetEnd() - head.sentTargetStart());
      out.writeBytes(VERSION_LINE_END);
    }
  }

  private static void lines(HttpHead head, ByteBuf out, int from) {
    byte[] bytes = head.bytes();
    int runStart = from;
    if (head.hasRemoved()) {
      for (int line = 0; line < head.count(); line++) {
        if (isLeftOut(head, line)) {
          int lineStart = head.lineStart(line);
          if (lineStart > runStart) {
            out.writeBytes(bytes, runStart, lineStart - runStart);
          }
          runStart = head.lineEnd(line);
        }
      }
    }
    if (head.end() > runStart) {
      out.writeBytes(bytes, runStart, head.end() - runStart);
    }
  }

  private static boolean isLeftOut(HttpHead head, int line) {
    return head.isRemoved(line) || head.isHostReplaced() && head.id(line) == HeaderId.HOST;
  }
}
