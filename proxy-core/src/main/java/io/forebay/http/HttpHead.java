package io.forebay.http;

import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The start-line and header section of one message, of any protocol version.
 *
 * <p>Recycled: a head belongs to whoever acquired it from {@link HeadPool} until it is released
 * there. It holds bytes only, no buffers, so it needs no reference counting and can be written more
 * than once. Event loop only.
 */
public final class HttpHead {

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
  private int startLine;
  private int fieldsStart;
  private int end;
  private int count;
  private int removedCount;
  private int receivedCount;
  private long seen;

  private HttpMethod method = HttpMethod.OTHER;
  private int methodEnd;
  private int targetStart;
  private int targetEnd;
  private int pathStart;
  private int pathEnd;
  private int authorityStart;
  private int authorityEnd;
  private boolean startLineChanged;
  private int status;
  private int minorVersion;

  private Framing framing = Framing.NONE;
  private long contentLength;
  private boolean persistent;
  private boolean upgrade;
  private int upgradeStart;
  private int upgradeEnd;

  /** Makes this head empty. */
  public void reset() {
    startLine = 0;
    fieldsStart = 0;
    end = 0;
    count = 0;
    removedCount = 0;
    receivedCount = -1;
    seen = 0;
    method = HttpMethod.OTHER;
    methodEnd = 0;
    targetStart = 0;
    targetEnd = 0;
    authorityStart = 0;
    authorityEnd = 0;
    pathStart = 0;
    pathEnd = 0;
    startLineChanged = false;
    status = 0;
    minorVersion = 1;
    framing = Framing.NONE;
    contentLength = -1;
    persistent = true;
    upgrade = false;
    upgradeStart = 0;
    upgradeEnd = 0;
  }

  // ---- bytes ----

  /** The bytes that every position of this head refers to. Changes when the head grows. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes are held, the lines added included, the closing empty line not. */
  public int end() {
    return end;
  }

  /** Copies {@code length} bytes of {@code source} behind the last one; its reader index stays. */
  public void append(ByteBuf source, int length) {
    ensure(length);
    source.getBytes(source.readerIndex(), bytes, end, length);
    end += length;
  }

  /** Cuts off what follows {@code end}: the empty line and whatever of the body was copied. */
  public void truncate(int end) {
    this.end = end;
    this.receivedCount = count;
  }

  private void ensure(int more) {
    if (bytes.length - end < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + more));
    }
  }

  int capacity() {
    return bytes.length;
  }

  // ---- start-line ----

  /** Notes the request-line {@code method SP target SP version}. */
  public void requestLine(int start, int methodEnd, int targetStart, int targetEnd, int minor) {
    this.startLine = start;
    this.method = HttpMethod.of(bytes, start, methodEnd);
    this.methodEnd = methodEnd;
    this.targetStart = targetStart;
    this.targetEnd = targetEnd;
    this.minorVersion = minor;
  }

  /** Notes the status-line; the reason phrase stays as it was received. */
  public void statusLine(int start, int status, int minor) {
    this.startLine = start;
    this.status = status;
    this.minorVersion = minor;
  }

  /** Notes where the first header line begins. */
  public void fieldsStart(int position) {
    this.fieldsStart = position;
  }

  /** Notes the path of the target, without its query. */
  public void path(int start, int end) {
    this.pathStart = start;
    this.pathEnd = end;
  }

  /** Notes the authority: the Host value, or that of an absolute target. */
  public void authority(int start, int end) {
    this.authorityStart = start;
    this.authorityEnd = end;
  }

  /**
   * Makes the target what lies in these bytes from {@code start} to {@code end}; the request-line
   * is then written anew.
   */
  public void target(int start, int end) {
    this.targetStart = start;
    this.targetEnd = end;
    this.startLineChanged = true;
  }

  /** Starts a response of the proxy's own. */
  public void response(int status) {
    reset();
    this.status = status;
    appendBytes(StatusLines.of(status));
    fieldsStart = end;
  }

  /** The request method; {@link HttpMethod#OTHER} in a response. */
  public HttpMethod method() {
    return method;
  }

  /** The method as it was received. */
  public String methodText() {
    return Ascii.text(bytes, startLine, methodEnd);
  }

  /** The status code; 0 in a request. */
  public int status() {
    return status;
  }

  /** 1 for HTTP/1.1 and anything later, 0 for HTTP/1.0. */
  public int minorVersion() {
    return minorVersion;
  }

  /** First byte of the start-line. */
  public int startLine() {
    return startLine;
  }

  /** First byte behind the method. */
  public int methodEnd() {
    return methodEnd;
  }

  /** First byte of the first header line. */
  public int fieldsStart() {
    return fieldsStart;
  }

  /** Whether the start-line must be written anew instead of copied. */
  public boolean isStartLineChanged() {
    return startLineChanged;
  }

  public int targetStart() {
    return targetStart;
  }

  public int targetEnd() {
    return targetEnd;
  }

  public int pathStart() {
    return pathStart;
  }

  public int pathEnd() {
    return pathEnd;
  }

  public int authorityStart() {
    return authorityStart;
  }

  public int authorityEnd() {
    return authorityEnd;
  }

  /** The request-target, path and query, as it was received. */
  public String targetText() {
    return Ascii.text(bytes, targetStart, targetEnd);
  }

  /** The authority as text, empty where the request has none. */
  public String authorityText() {
    return Ascii.text(bytes, authorityStart, authorityEnd);
  }

  // ---- what the framing fields and Connection mean ----

  public Framing framing() {
    return framing;
  }

  /** Bytes of the body, or -1 where the framing does not say. */
  public long contentLength() {
    return contentLength;
  }

  public void framing(Framing framing, long contentLength) {
    this.framing = framing;
    this.contentLength = contentLength;
  }

  /** Whether the sender means to keep its connection open after this message. */
  public boolean isPersistent() {
    return persistent;
  }

  public void persistent(boolean persistent) {
    this.persistent = persistent;
  }

  /** Whether this message asks for, or grants, another protocol on the connection. */
  public boolean isUpgrade() {
    return upgrade;
  }

  public int upgradeStart() {
    return upgradeStart;
  }

  public int upgradeEnd() {
    return upgradeEnd;
  }

  /** Notes the value of Upgrade: the protocol asked for or granted. */
  public void upgrade(int start, int end) {
    this.upgrade = true;
    this.upgradeStart = start;
    this.upgradeEnd = end;
  }

  /** Forgets a wish to upgrade. */
  public void noUpgrade() {
    this.upgrade = false;
  }

  // ---- lines ----

  /** Notes a line that already lies in these bytes. */
  public void line(int start, int nameEnd, int valueStart, int valueEnd, HeaderId id) {
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

  private void growLines() {
    lines = Arrays.copyOf(lines, lines.length * 2);
    ids = Arrays.copyOf(ids, ids.length * 2);
    removed = Arrays.copyOf(removed, removed.length * 2);
  }

  /** How many lines there are, removed ones included. */
  public int count() {
    return count;
  }

  /** How many of the lines, the first ones, were received and not added by us. */
  public int receivedCount() {
    return receivedCount < 0 ? count : receivedCount;
  }

  /** Bits of all ids ever in this head; a clear bit means that the field is absent. */
  public long seen() {
    return seen;
  }

  public HeaderId id(int line) {
    return HeaderId.at(ids[line]);
  }

  public boolean isRemoved(int line) {
    return removed[line];
  }

  /** Whether any line was removed. */
  public boolean hasRemoved() {
    return removedCount > 0;
  }

  public int lineStart(int line) {
    return lines[line * LINE];
  }

  /** First byte behind the line, its CRLF included. */
  public int lineEnd(int line) {
    return line + 1 < count ? lines[(line + 1) * LINE] : end;
  }

  public int nameEnd(int line) {
    return lines[line * LINE + 1];
  }

  public int valueStart(int line) {
    return lines[line * LINE + 2];
  }

  public int valueEnd(int line) {
    return lines[line * LINE + 3];
  }

  public String nameText(int line) {
    return Ascii.text(bytes, lineStart(line), nameEnd(line));
  }

  public String valueText(int line) {
    return Ascii.text(bytes, valueStart(line), valueEnd(line));
  }

  /** The first live line with this id, or -1. */
  public int indexOf(HeaderId id) {
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
  public int indexOf(byte[] lowerName) {
    for (int i = 0; i < count; i++) {
      if (!removed[i] && isNamed(i, lowerName)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether a line, removed or not, has the name {@code lowerName}, which is in lower case. */
  public boolean isNamed(int line, byte[] lowerName) {
    return Ascii.equalsIgnoreCase(bytes, lineStart(line), nameEnd(line), lowerName);
  }

  /** Removes one line. */
  public void remove(int line) {
    if (!removed[line]) {
      removed[line] = true;
      removedCount++;
    }
  }

  /** Removes every line whose id has its bit in {@code mask}. */
  public void removeAll(long mask) {
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
  public void removeAll(byte[] lowerName) {
    for (int i = indexOf(lowerName); i >= 0; i = indexOf(lowerName)) {
      remove(i);
    }
  }

  /** Adds a line at the end. */
  public void add(HeaderId id, byte[] value) {
    add(id, id.nameBytes(), value, 0, value.length);
  }

  /** Adds a line at the end; {@code value} may be these bytes themselves. */
  public void add(HeaderId id, byte[] name, byte[] value, int from, int to) {
    ensure(name.length + 4 + to - from);
    int start = end;
    System.arraycopy(name, 0, bytes, start, name.length);
    int nameEnd = start + name.length;
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

  /** Adds prepared lines at the end. */
  public void add(HeaderBlock block) {
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

  /** Appends raw bytes behind the last line; the caller notes what they are. */
  public void appendBytes(byte[] source) {
    appendBytes(source, 0, source.length);
  }

  /** Appends raw bytes, which may be these bytes themselves. */
  public void appendBytes(byte[] source, int from, int to) {
    ensure(to - from);
    System.arraycopy(source, from, bytes, end, to - from);
    end += to - from;
  }
}
