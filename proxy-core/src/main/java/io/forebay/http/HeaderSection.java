package io.forebay.http;

import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The bytes of a head and the lines of its header section. Event loop only. */
public abstract class HeaderSection {

  /*
   * Layout of `bytes`: everything lies in wire form in one run, so that an unchanged head is
   * forwarded by one copy and an edited one by a few.
   *
   *   startLine            fieldsStart                              end
   *   |                    |                                        |
   *   GET /a HTTP/1.1\r\n  Host: x\r\n ... \r\n  X-Real-IP: ...\r\n
   *                        received lines        lines added by us
   *
   * `lines` has four numbers per line: where the line, its value begin, and where its name and
   * its value end. A removed line keeps its place; `seen` has a bit for each known id received or
   * added, never cleared, so it may only be used to skip a search.
   */
  private static final int INITIAL_BYTES = 1024;
  private static final int INITIAL_LINES = 24;
  private static final int LINE = 4;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int[] lines = new int[INITIAL_LINES * LINE];
  private byte[] ids = new byte[INITIAL_LINES];
  private boolean[] removed = new boolean[INITIAL_LINES];
  private int end;
  private int count;
  private int removedCount;
  private int receivedCount;
  private long seen;

  HeaderSection() {}

  /** Forgets all bytes and lines. */
  final void resetLines() {
    end = 0;
    count = 0;
    removedCount = 0;
    receivedCount = -1;
    seen = 0;
  }

  // ---- bytes ----

  /** The bytes that every position of this head refers to. Changes when the head grows. */
  public final byte[] bytes() {
    return bytes;
  }

  /** How many bytes are held, the lines added included, the closing empty line not. */
  public final int end() {
    return end;
  }

  /** Copies {@code length} bytes of {@code source} behind the last one; its reader index stays. */
  public final void append(ByteBuf source, int length) {
    ensure(length);
    source.getBytes(source.readerIndex(), bytes, end, length);
    end += length;
  }

  /** Cuts off what follows {@code end}: the empty line and whatever of the body was copied. */
  public final void truncate(int end) {
    this.end = end;
    this.receivedCount = count;
  }

  private void ensure(int more) {
    if (bytes.length - end < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + more));
    }
  }

  final int capacity() {
    return bytes.length;
  }

  // ---- lines ----

  /** Notes a line that already lies in these bytes. */
  public final void line(int start, int nameEnd, int valueStart, int valueEnd, HeaderId id) {
    if (count == ids.length) {
      growLines();
    }
    int at = count * LINE;
    lines[at] = start;
    lines[at + 1] = nameEnd;
    lines[at + 2] = valueStart;
    lines[at + 3] = valueEnd;
    ids[count] = (byte) id.ordinal();
    removed[count] = false;
    seen |= id.bit();
    count++;
  }

  /** Takes over the bytes and lines of {@code other}; nothing may be here yet. */
  public final void copyLines(HeaderSection other) {
    appendBytes(other.bytes, 0, other.end);
    for (int line = 0; line < other.count; line++) {
      line(
          other.lineStart(line),
          other.nameEnd(line),
          other.valueStart(line),
          other.valueEnd(line),
          other.id(line));
      if (other.isRemoved(line)) {
        remove(line);
      }
    }
  }

  private void growLines() {
    lines = Arrays.copyOf(lines, lines.length * 2);
    ids = Arrays.copyOf(ids, ids.length * 2);
    removed = Arrays.copyOf(removed, removed.length * 2);
  }

  /** How many lines there are, removed ones included. */
  public final int count() {
    return count;
  }

  /** How many of the lines, the first ones, were received and not added by us. */
  public final int receivedCount() {
    return receivedCount < 0 ? count : receivedCount;
  }

  /** Bits of all ids ever in this head; a clear bit means that the field is absent. */
  public final long seen() {
    return seen;
  }

  public final HeaderId id(int line) {
    return HeaderId.at(ids[line]);
  }

  public final boolean isRemoved(int line) {
    return removed[line];
  }

  /** Whether any line was removed. */
  public final boolean hasRemoved() {
    return removedCount > 0;
  }

  public final int lineStart(int line) {
    return lines[line * LINE];
  }

  /** First byte behind the line, its CRLF included. */
  public final int lineEnd(int line) {
    return line + 1 < count ? lines[(line + 1) * LINE] : end;
  }

  public final int nameEnd(int line) {
    return lines[line * LINE + 1];
  }

  public final int valueStart(int line) {
    return lines[line * LINE + 2];
  }

  public final int valueEnd(int line) {
    return lines[line * LINE + 3];
  }

  public final String nameText(int line) {
    return Ascii.text(bytes, lineStart(line), nameEnd(line));
  }

  public final String valueText(int line) {
    return Ascii.text(bytes, valueStart(line), valueEnd(line));
  }

  /** The first live line with this id, or -1. */
  public final int indexOf(HeaderId id) {
    if ((seen & id.bit()) == 0) {
      return -1;
    }
    byte ordinal = (byte) id.ordinal();
    for (int i = 0; i < count; i++) {
      if (ids[i] == ordinal && !removed[i]) {
        return i;
      }
    }
    return -1;
  }

  /** The first live line whose name equals {@code lowerName}, given in lower case, or -1. */
  public final int indexOf(byte[] lowerName) {
    for (int i = 0; i < count; i++) {
      if (!removed[i] && isNamed(i, lowerName)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The first line from {@code from} on that was received under this name, removed since or not; -1
   * for none. {@code lowerName} is in lower case.
   */
  public final int indexOfReceived(byte[] lowerName, int from) {
    int received = receivedCount();
    for (int i = from; i < received; i++) {
      if (isNamed(i, lowerName)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether a line, removed or not, has the name {@code lowerName}, which is in lower case. */
  public final boolean isNamed(int line, byte[] lowerName) {
    return Ascii.equalsIgnoreCase(bytes, lineStart(line), nameEnd(line), lowerName);
  }

  /** Removes one line. */
  public final void remove(int line) {
    if (!removed[line]) {
      removed[line] = true;
      removedCount++;
    }
  }

  /** Removes every line whose id has its bit in {@code mask}. */
  public final void removeAll(long mask) {
    if ((seen & mask) == 0) {
      return;
    }
    for (int i = 0; i < count; i++) {
      if ((mask & (1L << ids[i])) != 0) {
        remove(i);
      }
    }
  }

  /** Removes every line whose name equals {@code lowerName}, given in lower case. */
  public final void removeAll(byte[] lowerName) {
    for (int i = indexOf(lowerName); i >= 0; i = indexOf(lowerName)) {
      remove(i);
    }
  }

  /** Adds a line at the end. */
  public final void add(HeaderId id, byte[] value) {
    add(id, id.nameBytes(), value, 0, value.length);
  }

  /** Adds a line at the end; {@code value} may be these bytes themselves. */
  public final void add(HeaderId id, byte[] name, byte[] value, int from, int to) {
    add(id, name, 0, name.length, value, from, to);
  }

  /** Adds a line at the end; {@code name} and {@code value} may be these bytes themselves. */
  public final void add(
      HeaderId id, byte[] name, int nameFrom, int nameTo, byte[] value, int from, int to) {
    ensure(nameTo - nameFrom + 4 + to - from);
    int start = end;
    System.arraycopy(name, nameFrom, bytes, start, nameTo - nameFrom);
    int nameEnd = start + nameTo - nameFrom;
    bytes[nameEnd] = ':';
    bytes[nameEnd + 1] = ' ';
    int valueStart = nameEnd + 2;
    System.arraycopy(value, from, bytes, valueStart, to - from);
    int valueEnd = valueStart + to - from;
    bytes[valueEnd] = '\r';
    bytes[valueEnd + 1] = '\n';
    end = valueEnd + 2;
    line(start, nameEnd, valueStart, valueEnd, id);
  }

  /** Adds a line of {@code other} at the end. */
  public final void addLine(HeaderSection other, int line) {
    byte[] source = other.bytes;
    add(
        other.id(line),
        source,
        other.lineStart(line),
        other.nameEnd(line),
        source,
        other.valueStart(line),
        other.valueEnd(line));
  }

  /** Adds prepared lines at the end. */
  public final void add(HeaderBlock block) {
    ensure(block.length());
    int start = end;
    System.arraycopy(block.bytes(), 0, bytes, start, block.length());
    end = start + block.length();
    for (int i = 0; i < block.count(); i++) {
      line(
          start + block.lineStart(i),
          start + block.nameEnd(i),
          start + block.nameEnd(i) + 2,
          start + block.valueEnd(i),
          block.id(i));
    }
  }

  /** How these lines were at some time, see {@link HttpHead#mark}. */
  public static final class Mark {
    private final int end;
    private final int count;
    private final int removedCount;
    private final boolean[] removed;

    private Mark(HeaderSection lines) {
      this.end = lines.end;
      this.count = lines.count;
      this.removedCount = lines.removedCount;
      this.removed = Arrays.copyOf(lines.removed, lines.count);
    }
  }

  final Mark markLines() {
    return new Mark(this);
  }

  /** Takes back what was added and removed since. */
  final void restoreLines(Mark mark) {
    end = mark.end;
    count = mark.count;
    removedCount = mark.removedCount;
    System.arraycopy(mark.removed, 0, removed, 0, count);
  }

  /** Appends raw bytes behind the last line; the caller notes what they are. */
  public final void appendBytes(byte[] source) {
    appendBytes(source, 0, source.length);
  }

  /** Appends raw bytes, which may be these bytes themselves. */
  public final void appendBytes(byte[] source, int from, int to) {
    ensure(to - from);
    System.arraycopy(source, from, bytes, end, to - from);
    end += to - from;
  }
}
