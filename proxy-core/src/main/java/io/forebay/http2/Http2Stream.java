package io.forebay.http2;

import io.forebay.http.DataQueue;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpStream;
import io.forebay.http.ProxyError;
import io.forebay.util.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an HTTP/2 connection (RFC 9113 section 5): its windows, and what waits in both
 * directions. What a request or an answer is, only its subclasses know. Event loop only.
 */
abstract class Http2Stream extends LoopTimer.Node implements HttpStream {

  /*
   *   peer --> receive --> (waiting, while reading is paused) --> deliver
   *   send --> (queued, while there is no window or others are first) --> peer
   *
   * Each half ends by itself. What is received counts as passed on, so that the peer may send more,
   * when it is delivered: a stream whose bytes nobody takes holds its window at most.
   */

  /** From so many bytes on that wait to be sent, no more are wanted. */
  private static final int FULL_BYTES = 32 * 1024;

  /** A window that lets less than this out of more that waits is of no use to anybody. */
  private static final int USEFUL_BYTES = 1024;

  final Http2Connection connection;
  private final int id;
  private int sendWindow;
  private int receiveWindow;
  private int receiveTarget;
  private int credit;

  private @Nullable DataQueue queued;
  private @Nullable HttpHead queuedTrailers;
  private boolean queuedEnd;
  private boolean waitingForTurn;
  private boolean blocked;
  private boolean localEnded;

  private @Nullable DataQueue waiting;
  private @Nullable HttpHead trailers;
  private boolean trailersDelivered = true;
  private boolean readPaused;
  private boolean resumed;
  private boolean touched;
  private boolean remoteEnded;
  private boolean endDelivered;
  private boolean closed;
  private long contentLength = -1;
  private long received;

  Http2Stream(Http2Connection connection, int id) {
    this.connection = connection;
    this.id = id;
    this.sendWindow = connection.peer().initialWindow();
    this.receiveTarget = connection.settings().firstWindow();
    this.receiveWindow = connection.firstReceiveWindow();
  }

  // ---- what subclasses do ----

  /** Whether its head has come, without which there is no content. */
  abstract boolean takesData();

  /** A part of the body. Takes ownership of {@code data}, which may be empty if {@code end}. */
  abstract void deliver(ByteBuf data, boolean end);

  /** The body ended with trailers, which stay the stream's and live as long as it. */
  abstract void deliverTrailers(HttpHead trailers);

  /** Everything that arrived together was delivered. */
  abstract void onReadComplete();

  /** More may be written, after it may not. */
  abstract void onWritable();

  /** Something begins to wait to be sent, or a part of it was sent; whether more waits. */
  abstract void onSent(boolean more);

  /** The last of what we send is on its way. */
  abstract void onLocalEnd();

  /** The peer has ended the stream; it is closed. */
  abstract void onReset(ErrorCode code);

  /** The peer broke a rule, for which we have reset the stream; it is closed. */
  abstract void onViolation(ErrorCode code);

  /** The connection is gone, or leaves; the stream is closed. */
  abstract void onLost(ProxyError error);

  /**
   * Whether it needs its peer no more, since all that it sent is here, though not yet delivered:
   * the stream then lives on until that has happened, whatever becomes of the connection.
   */
  boolean outlives() {
    return false;
  }

  /** The stream has left the connection: gives back what it holds. */
  abstract void onClosed();

  // ---- state ----

  final int id() {
    return id;
  }

  /** Whether the peer sends nothing more. */
  final boolean isRemoteEnded() {
    return remoteEnded;
  }

  /** Whether all that the peer sent, to its end, was delivered. */
  final boolean isEndDelivered() {
    return endDelivered;
  }

  /** Whether we send nothing more. */
  final boolean isLocalEnded() {
    return localEnded;
  }

  final boolean isReadPaused() {
    return readPaused;
  }

  final boolean isClosed() {
    return closed;
  }

  /** The peer sends nothing behind the head. */
  final void remoteEnd() {
    remoteEnded = true;
    endDelivered = true;
  }

  /** What all DATA together must have; less than 0 for any length. */
  final void contentLength(long bytes) {
    contentLength = bytes;
  }

  /** Bytes of content that have arrived. */
  final long received() {
    return received;
  }

  // ---- receiving ----

  /**
   * A DATA frame begins.
   *
   * @param length its content and padding
   * @return why it is not allowed, or null
   */
  final @Nullable ErrorCode onData(int length, int content, boolean end) {
    if (remoteEnded) {
      return ErrorCode.STREAM_CLOSED;
    }
    if (!takesData()) {
      return ErrorCode.PROTOCOL_ERROR;
    }
    receiveWindow -= length;
    received += content;
    credit += length - content;
    if (receiveWindow < 0 && length > 0) {
      // An end alone may come whatever the window is, even below nothing (RFC 9113 section 6.9.1).
      return ErrorCode.FLOW_CONTROL_ERROR;
    }
    boolean fits = received <= contentLength && (!end || received == contentLength);
    return contentLength < 0 || fits ? null : ErrorCode.PROTOCOL_ERROR;
  }

  /** Takes ownership of {@code part}. */
  final void receive(ByteBuf part, boolean end) {
    remoteEnded |= end;
    if (readPaused || hasWaiting()) {
      waiting().add(part, connection.alloc());
    } else {
      pass(part, end);
    }
  }

  /** Trailers end what the peer sends. Takes over {@code head}. */
  final @Nullable ErrorCode receiveTrailers(HttpHead head) {
    trailers = head;
    if (contentLength >= 0 && received != contentLength) {
      return ErrorCode.PROTOCOL_ERROR;
    }
    remoteEnded = true;
    if (!readPaused && !hasWaiting()) {
      passTrailers(head);
    }
    return null;
  }

  private boolean hasWaiting() {
    DataQueue queue = waiting;
    return resumed || (queue != null && !queue.isEmpty());
  }

  private DataQueue waiting() {
    DataQueue queue = waiting;
    if (queue == null) {
      queue = new DataQueue();
      waiting = queue;
    }
    return queue;
  }

  private void pass(ByteBuf part, boolean end) {
    credit += part.readableBytes();
    endDelivered |= end;
    touch();
    deliver(part, end);
    openWindow();
  }

  /** Whoever takes them may end the stream first and look at them then. */
  private void passTrailers(HttpHead head) {
    endDelivered = true;
    touch();
    trailersDelivered = false;
    deliverTrailers(head);
    trailersDelivered = true;
    if (closed) {
      releaseTrailers();
    }
  }

  private void touch() {
    if (!touched) {
      touched = true;
      connection.touched(this);
    }
  }

  /** Everything that arrived together was delivered. */
  final void readComplete() {
    touched = false;
    if (!closed) {
      onReadComplete();
    }
  }

  /** Lets the peer send as much as was passed on, and more once it has shown to flow. */
  private void openWindow() {
    if (closed || readPaused || remoteEnded || credit < receiveTarget / 2) {
      return;
    }
    int most = connection.settings().streamWindow();
    credit += most - receiveTarget;
    receiveTarget = most;
    receiveWindow += credit;
    connection.writer().windowUpdate(id, credit);
    connection.schedule();
    credit = 0;
  }

  /** Our setting for the first window has been taken note of. */
  final void shiftReceiveWindow(int delta) {
    receiveWindow += delta;
  }

  @Override
  public void pauseRead() {
    readPaused = true;
  }

  @Override
  public void resumeRead() {
    if (readPaused && !closed) {
      readPaused = false;
      resumed = true;
      connection.resumed(this);
    }
  }

  /** Delivers what waited. Called at the end of the loop's turn, as nobody expects it earlier. */
  final void deliverWaiting() {
    resumed = false;
    if (closed || readPaused) {
      return;
    }
    DataQueue queue = waiting;
    HttpHead last = trailers;
    boolean end = remoteEnded && !endDelivered;
    while (queue != null && !queue.isEmpty() && !readPaused && !closed) {
      ByteBuf part = queue.take(Integer.MAX_VALUE);
      pass(part, end && last == null && queue.isEmpty());
    }
    if (!closed && !readPaused && end && !endDelivered) {
      if (last != null) {
        passTrailers(last);
      } else {
        endDelivered = true;
        touch();
        deliver(Unpooled.EMPTY_BUFFER, true);
      }
    }
    openWindow();
  }

  // ---- sending ----

  final boolean isWaitingForTurn() {
    return waitingForTurn;
  }

  final void waitForTurn(boolean waits) {
    waitingForTurn = waits;
  }

  /** Whether anything waits to be sent. */
  final boolean hasQueued() {
    return queued != null && !queued.isEmpty();
  }

  /** The head stays the caller's. */
  final void sendHead(HttpHead head, HeadEncoding encoding, boolean end) {
    if (closed || localEnded) {
      return;
    }
    connection.writer().head(id, head, encoding, end);
    connection.schedule();
    if (end) {
      localEnd();
    }
  }

  /** Takes ownership of {@code data}. */
  final void send(ByteBuf data, boolean end) {
    if (closed || localEnded || queuedEnd) {
      data.release();
      return;
    }
    int length = data.readableBytes();
    if (hasQueued() || !mayPass(length)) {
      queue(data, end);
    } else if (length > 0 || end) {
      sendFrame(data, length, end);
    } else {
      data.release();
    }
    connection.schedule();
  }

  /** An end alone needs no window, which may even be less than nothing. */
  private boolean mayPass(int length) {
    return length == 0 || (length <= sendWindow && connection.turns().isFree(length));
  }

  private void queue(ByteBuf data, boolean end) {
    DataQueue queue = queued;
    if (queue == null) {
      queue = new DataQueue();
      queued = queue;
    }
    boolean first = queue.isEmpty();
    queue.add(data, connection.alloc());
    queuedEnd = end;
    if (sendWindow > 0) {
      connection.turns().add(this);
    }
    if (first) {
      onSent(true);
    }
  }

  private void sendFrame(ByteBuf data, int length, boolean end) {
    sendWindow -= length;
    connection.turns().sent(length);
    if (length >= USEFUL_BYTES || !hasQueued()) {
      connection.sentFrame();
    }
    connection.writer().data(id, data, length, end);
    if (end) {
      localEnd();
    }
  }

  /** Ends the body with trailers. The head stays the caller's. */
  final void sendTrailers(HttpHead head) {
    if (closed || localEnded || queuedEnd) {
      return;
    }
    if (hasQueued()) {
      HttpHead copy = connection.worker().heads().acquire();
      copy.copyLines(head);
      queuedTrailers = copy;
      queuedEnd = true;
    } else {
      sendHead(head, connection.trailerEncoding(), true);
    }
  }

  /**
   * Sends {@code most} bytes of what waits, if the window allows them.
   *
   * @return whether another turn is wanted
   */
  final boolean sendQueued(int most) {
    DataQueue queue = queued;
    if (closed || queue == null || queue.isEmpty() || sendWindow <= 0) {
      return false;
    }
    ByteBuf data = queue.take(Math.min(most, sendWindow));
    boolean last = queue.isEmpty();
    sendFrame(data, data.readableBytes(), last && queuedEnd && queuedTrailers == null);
    if (last && queuedTrailers != null && !closed) {
      sendHead(queuedTrailers, connection.trailerEncoding(), true);
    }
    if (!closed) {
      onSent(!last);
    }
    return !last && sendWindow > 0;
  }

  private void localEnd() {
    localEnded = true;
    onLocalEnd();
  }

  /** Opens the peer's window of this stream; false if it would be larger than may be. */
  final boolean openSendWindow(int increment) {
    long opened = (long) sendWindow + increment;
    if (opened > Integer.MAX_VALUE) {
      return false;
    }
    sendWindow = (int) opened;
    if (sendWindow > 0 && hasQueued()) {
      connection.turns().add(this);
      connection.schedule();
    }
    return true;
  }

  @Override
  public boolean isWritable() {
    if (mayWrite(FULL_BYTES)) {
      return true;
    }
    if (!blocked) {
      blocked = true;
      connection.blocked(this);
    }
    return false;
  }

  private boolean mayWrite(int most) {
    return connection.isChannelWritable() && (queued == null || queued.bytes() < most);
  }

  /** Tells whoever was told to wait that it may go on, or goes on waiting. */
  final void lookWritable() {
    blocked = false;
    if (closed) {
      return;
    }
    if (mayWrite(FULL_BYTES / 2)) {
      onWritable();
    } else {
      blocked = true;
      connection.blocked(this);
    }
  }

  @Override
  public void flush() {
    connection.schedule();
  }

  // ---- end ----

  /** Ends the stream by RST_STREAM. The listener is not told. Idempotent. */
  final void reset(ErrorCode code) {
    if (!closed) {
      connection.reset(this, code);
    }
  }

  /** The connection has let go of it: drops what waits. What became of it is told next. */
  final void detach() {
    closed = true;
    connection.worker().timer().cancel(this);
    connection.turns().remove(this);
    if (queued != null) {
      queued.release();
    }
    if (waiting != null) {
      waiting.release();
    }
  }

  /** Everybody knows of its end: gives back what it holds. */
  final void dispose() {
    onClosed();
    release(queuedTrailers);
    queuedTrailers = null;
    if (trailersDelivered) {
      releaseTrailers();
    }
  }

  private void releaseTrailers() {
    release(trailers);
    trailers = null;
  }

  private void release(@Nullable HttpHead head) {
    if (head != null) {
      connection.worker().heads().release(head);
    }
  }
}
