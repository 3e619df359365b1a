package io.forebay.http1;

import io.forebay.http.Framing;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.netty.buffer.ByteBuf;

/**
 * The answer under way on a client connection: how it is framed for this client, how far it has
 * come, and whether another may follow on the connection. Event loop only.
 */
final class Http1Answer {

  private final Http1Output output;
  private boolean http10;
  private boolean bodyless;
  private boolean untilClose;
  private boolean started;
  private boolean done;
  private boolean last;

  Http1Answer(Http1Output output) {
    this.output = output;
  }

  /**
   * Starts on the answer to {@code request}.
   *
   * @param last whether the connection closes behind it
   */
  void begin(HttpHead request, boolean last) {
    this.http10 = request.minorVersion() == 0;
    this.bodyless = request.method() == HttpMethod.HEAD;
    this.last = last;
    this.untilClose = false;
    this.started = false;
    this.done = false;
  }

  boolean isStarted() {
    return started;
  }

  boolean isDone() {
    return done;
  }

  /** Whether the connection closes behind this answer. */
  boolean isLast() {
    return last;
  }

  /** Makes it the last; cannot be undone. */
  void last() {
    last = true;
  }

  /** Writes the final head; the caller ends the answer if nothing follows. */
  void writeHead(HttpHead head, boolean end) {
    started = true;
    boolean noBody = end || bodyless;
    Framing framing = noBody ? Framing.NONE : head.framing();
    if (framing == Framing.UNTIL_CLOSE || framing == Framing.CHUNKED) {
      framing = http10 ? Framing.UNTIL_CLOSE : Framing.CHUNKED;
      untilClose = http10;
      last |= http10;
    }
    byte[] lines = end && lacksLength(head) ? emptyLines() : connectionLines(framing);
    output.writeHead(head, lines, framing, noBody ? 0 : bodyHint(head));
  }

  /** HTTP/2 ends an answer without a body by a bit; here it would go on to the closing. */
  private boolean lacksLength(HttpHead head) {
    return (head.seen() & HeaderId.CONTENT_LENGTH.bit()) == 0
        && !bodyless
        && head.status() != 204
        && head.status() != 304;
  }

  private byte[] emptyLines() {
    if (last) {
      return ConnectionLines.EMPTY_CLOSE;
    }
    return http10 ? ConnectionLines.EMPTY_KEEP_ALIVE : ConnectionLines.EMPTY;
  }

  private static long bodyHint(HttpHead head) {
    return head.framing() == Framing.LENGTH ? head.contentLength() : 0;
  }

  private byte[] connectionLines(Framing framing) {
    if (framing == Framing.CHUNKED) {
      return last ? ConnectionLines.CHUNKED_CLOSE : ConnectionLines.CHUNKED;
    }
    if (last) {
      return ConnectionLines.CLOSE;
    }
    return http10 ? ConnectionLines.KEEP_ALIVE : ConnectionLines.NONE;
  }

  /** Writes an interim head at once, which HTTP/1.0 does not know (RFC 9110 section 15.2). */
  void writeInterim(HttpHead head) {
    if (!http10) {
      output.writeHead(head, ConnectionLines.NONE, Framing.NONE, 0);
      output.flush();
    }
  }

  /** Writes a 101 at once; what follows passes unframed. */
  void writeUpgrade(HttpHead head) {
    output.writeHead(head, ConnectionLines.upgrade(head), Framing.TUNNEL, 0);
    output.flush();
    started = true;
    last = true;
  }

  /** Writes a part of the body. Takes ownership of {@code data}. */
  void writeData(ByteBuf data, boolean end) {
    if (bodyless) {
      data.release();
    } else {
      output.writeData(data, end);
    }
  }

  void writeTrailers(HttpHead trailers) {
    if (!bodyless) {
      output.writeTrailers(trailers);
    }
  }

  /** Notes that all of it is written. */
  void done() {
    done = true;
  }

  /** Makes the closing of the connection tell that this answer is not whole. */
  void markCut() {
    if (untilClose && started && !done) {
      // The end of such a body is the closing: only a reset tells the client that this is not it.
      output.resetOnClose();
    }
  }
}
