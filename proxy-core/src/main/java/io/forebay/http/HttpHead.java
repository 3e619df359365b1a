package io.forebay.http;

import io.forebay.util.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * The start-line and header section of one message, of any protocol version.
 *
 * <p>Recycled: a head belongs to whoever acquired it from {@link HeadPool} until it is released
 * there. It holds bytes only, no buffers, so it needs no reference counting and can be written more
 * than once. Event loop only.
 */
public final class HttpHead extends HeaderSection {

  private static final byte[] NO_NAME = {};

  private static final int NO_LINE = -1;
  private static final int NOWHERE = -1;

  private int startLine;
  private int fieldsStart;
  private HttpMethod method = HttpMethod.OTHER;
  private int methodEnd;
  private int targetStart;
  private int targetEnd;
  private int pathStart;
  private int pathEnd;
  private int authorityStart;
  private int authorityEnd;
  private int sentTargetStart;
  private int sentTargetEnd;
  private boolean startLineChanged;
  private int status;
  private int minorVersion;

  private Framing framing = Framing.NONE;
  private long contentLength;
  private boolean persistent;
  private boolean upgrade;
  private int upgradeStart;
  private int upgradeEnd;
  private boolean extendedConnect;
  private boolean acceptsTrailers;
  private byte @Nullable [] sentHost;
  private int sentHostLine = NO_LINE;
  private int failedAt = NOWHERE;

  /** Makes this head empty. */
  public void reset() {
    resetLines();
    startLine = 0;
    fieldsStart = 0;
    method = HttpMethod.OTHER;
    methodEnd = 0;
    targetStart = 0;
    targetEnd = 0;
    authorityStart = 0;
    authorityEnd = 0;
    pathStart = 0;
    pathEnd = 0;
    sentTargetStart = 0;
    sentTargetEnd = 0;
    startLineChanged = false;
    status = 0;
    minorVersion = 1;
    framing = Framing.NONE;
    contentLength = -1;
    persistent = true;
    upgrade = false;
    upgradeStart = 0;
    upgradeEnd = 0;
    extendedConnect = false;
    acceptsTrailers = false;
    sentHost = null;
    sentHostLine = NO_LINE;
    failedAt = NOWHERE;
  }

  // ---- why it is none ----

  /** Notes where the first byte is that no head may have there. */
  public void failedAt(int position) {
    failedAt = position;
  }

  /** Where the first byte is that no head may have there; -1 where none was found. */
  public int failedAt() {
    return failedAt;
  }

  // ---- start-line ----

  /** Notes the request-line {@code method SP target SP version}. */
  public void requestLine(int start, int methodEnd, int targetStart, int targetEnd, int minor) {
    this.startLine = start;
    this.method = HttpMethod.of(bytes(), start, methodEnd);
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

  /**
   * Makes {@code target} what servers are sent; target and path stay as they were received, for all
   * who ask what the client wants.
   */
  public void sentTarget(byte[] target) {
    // It lies in a line that is removed at once, so that no line is written with it.
    add(HeaderId.OTHER, NO_NAME, target, 0, target.length);
    int line = count() - 1;
    remove(line);
    this.sentTargetStart = valueStart(line);
    this.sentTargetEnd = valueEnd(line);
    this.startLineChanged = true;
  }

  /** Starts a response of the proxy's own. */
  public void response(int status) {
    reset();
    this.status = status;
    appendBytes(StatusLines.of(status));
    fieldsStart = end();
  }

  /** The request method; {@link HttpMethod#OTHER} in a response. */
  public HttpMethod method() {
    return method;
  }

  /** The method as it was received. */
  public String methodText() {
    return Ascii.text(bytes(), startLine, methodEnd);
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

  /** First byte of the target that servers are sent. */
  public int sentTargetStart() {
    return sentTargetEnd == 0 ? targetStart : sentTargetStart;
  }

  /** First byte behind the target that servers are sent. */
  public int sentTargetEnd() {
    return sentTargetEnd == 0 ? targetEnd : sentTargetEnd;
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
    return Ascii.text(bytes(), targetStart, targetEnd);
  }

  /** The authority as text, empty where the request has none. */
  public String authorityText() {
    return Ascii.text(bytes(), authorityStart, authorityEnd);
  }

  // ---- the host that a server is told ----

  /** Has {@code host} written in place of what was received; null for that. Not to be changed. */
  public void sendHost(byte @Nullable [] host) {
    if (host == sentHost) {
      return;
    }
    sentHost = host;
    sentHostLine = NO_LINE;
    if (host != null) {
      add(HeaderId.HOST, host);
      sentHostLine = count() - 1;
      // Stands first on the wire, and there may be another one at the next try.
      remove(sentHostLine);
    }
  }

  /** Whether another host than what was received is written. */
  public boolean isHostReplaced() {
    return sentHostLine >= 0;
  }

  /** The line whose value is the host that is written, or -1. */
  public int hostLine() {
    return sentHostLine >= 0 ? sentHostLine : indexOf(HeaderId.HOST);
  }

  // ---- changes that may be undone ----

  /** What {@link #restore} goes back to. */
  public Mark mark() {
    return markLines();
  }

  /** Undoes what was added and removed since, the host that is sent included. */
  public void restore(Mark mark) {
    sendHost(null);
    restoreLines(mark);
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

  /** Whether it asks for that protocol, or grants it; {@code protocol} in lower case. */
  public boolean isUpgradeTo(byte[] protocol) {
    return isUpgrade() && Ascii.equalsIgnoreCase(bytes(), upgradeStart(), upgradeEnd(), protocol);
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

  /**
   * Whether an HTTP/2 client asks for that protocol by an extended CONNECT (RFC 8441), which this
   * head shows as the upgrade that HTTP/1.1 knows.
   */
  public boolean isExtendedConnect() {
    return extendedConnect;
  }

  /** Notes an extended CONNECT. */
  public void extendedConnect() {
    this.extendedConnect = true;
  }

  /** Whether the client said {@code TE: trailers}, which HTTP/2 passes on and HTTP/1.1 does not. */
  public boolean acceptsTrailers() {
    return acceptsTrailers;
  }

  /** Notes {@code TE: trailers}. */
  public void acceptTrailers() {
    this.acceptsTrailers = true;
  }
}
