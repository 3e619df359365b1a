package io.forebay.http2;

import io.forebay.config.Http2Config;
import io.forebay.http.AnswerTimes;
import io.forebay.http.HeadLimits;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.UnexpectedErrors;
import io.forebay.http.UpstreamStream;
import io.forebay.http.Worker;
import io.forebay.net.QuietSocket;
import io.forebay.util.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A connection to a server for many requests at a time. It may be used once its owner was told that
 * it is ready, since only then it is known how many the server allows. Event loop only.
 */
public final class Http2ClientConnection extends Http2Connection {

  /*
   *   opening --SETTINGS--> ready <--> idle
   *                           |         |
   *                        GOAWAY, ids used up, told to retire, no keep-alive
   *                           v         v
   *                        leaving --no streams--> closing --> closed
   *
   * A server that is silent while streams are open is asked by PING whether it is there, since a
   * connection that hangs would take all requests with it; and a stream whose time is over makes
   * the connection suspect, which gets no new ones until something comes on it.
   */
  private static final long ASK_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long PONG_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Http2Owner owner;
  private final int maxStreams;
  private final boolean keepAlive;
  private final boolean secure;
  private final HeadEncoding requestEncoding;
  private final HeadEncoding connectEncoding;
  private final Watch watch = new Watch();

  private int nextStream = 1;
  private boolean ready;
  private boolean leaving;
  private boolean suspect;
  private boolean asked;
  private long askedAt;
  private long lastReadAt;
  private long idleSince;
  private long idleUntil;
  private long idleNanos;
  private int maxIdle = 1;

  /**
   * A connection that belongs to {@code owner}.
   *
   * @param keepAlive whether it may serve more than one request
   * @param idleNanos after which an idle one is closed, until a request says otherwise
   * @param secure whether its requests are for https
   */
  public Http2ClientConnection(
      Worker worker,
      Http2Owner owner,
      Http2Config config,
      boolean keepAlive,
      long idleNanos,
      boolean secure) {
    super(worker, settings(config), owner.bytes());
    this.owner = owner;
    this.maxStreams = keepAlive ? config.maxStreams() : 1;
    this.keepAlive = keepAlive;
    this.idleNanos = idleNanos;
    this.secure = secure;
    this.requestEncoding =
        (head, out) -> Http2HeadWriter.request(head, this.secure, encoder(), out);
    this.connectEncoding =
        (head, out) -> Http2HeadWriter.extendedConnect(head, this.secure, encoder(), out);
  }

  private static Http2Settings settings(Http2Config config) {
    return new Http2Settings(
        0, (int) config.streamWindow(), (int) config.connectionWindow(), HeadLimits.DEFAULT);
  }

  // ---- for requests ----

  /** Whether one more request may be begun on it. */
  public boolean hasRoom() {
    return ready
        && !leaving
        && !suspect
        && !isClosing()
        && streams().size() < Math.min(maxStreams, peer().maxStreams());
  }

  /** Whether nothing is under way on it. */
  public boolean isIdle() {
    return streams().isEmpty();
  }

  /**
   * Whether it may be used now. An idle one that may not is closed.
   *
   * @param now the time of the worker's clock
   * @param once whether the request cannot be sent a second time, so that the kernel is asked for
   *     what this loop has not been told yet, however short the connection has been idle
   */
  public boolean isFit(long now, boolean once) {
    if (!hasRoom()) {
      return false;
    }
    if (!isIdle()) {
      return true;
    }
    boolean fit =
        ctx().channel().isActive()
            && now - idleUntil < 0
            && ((!once && now - idleSince < ASK_AFTER_NANOS)
                || QuietSocket.isQuiet(ctx().channel()) && hasRoom());
    if (!fit) {
      close();
    }
    return fit;
  }

  /** A stream for a request, which begins in this turn of the loop. There must be room. */
  public UpstreamStream newStream() {
    int id = nextStream;
    nextStream += 2;
    if (nextStream < 0) {
      leaving = true;
    }
    return new Http2ClientStream(this, id, isIdle());
  }

  /** How long the oldest request has waited for a first byte; less than 0 if none does. */
  public long waitedNanos(long now) {
    long waited = -1;
    for (Http2Stream stream : streams().values()) {
      waited = Math.max(waited, ((Http2ClientStream) stream).waitedNanos(now));
    }
    return waited;
  }

  /** Offers requests of whose answers not a byte has come to go to another server. */
  public void offerElsewhere() {
    all().forEach(Http2ClientStream::offerElsewhere);
  }

  private List<Http2ClientStream> all() {
    List<Http2ClientStream> all = new ArrayList<>();
    streams().values().forEach(it -> all.add((Http2ClientStream) it));
    return all;
  }

  // ---- end ----

  /** Takes no new requests, and closes when those under way have ended. */
  public void retire() {
    leaving = true;
    closeIfDone();
  }

  /** Ends whatever is under way by {@code reason}, then the connection. */
  public void evict(ProxyError reason) {
    leaving = true;
    all().forEach(it -> it.evict(reason));
    closeIfDone();
  }

  /** Says goodbye and closes, where nothing is under way. */
  public void close() {
    if (ready) {
      goAwayAndLeave();
    } else {
      ctx().close();
    }
  }

  private void closeIfDone() {
    if (leaving && isIdle() && !isClosing()) {
      close();
    }
  }

  // ---- what streams need ----

  AnswerTimes times() {
    return owner;
  }

  HeadEncoding requestEncoding() {
    return requestEncoding;
  }

  HeadEncoding connectEncoding() {
    return connectEncoding;
  }

  /** Runs {@code task} in a later turn of the loop. */
  void later(Runnable task) {
    ctx().channel().eventLoop().execute(task);
  }

  /** How the connection is kept when it is idle. */
  void keep(long idleNanos, int maxIdle) {
    this.idleNanos = idleNanos;
    this.maxIdle = maxIdle;
  }

  /** A stream begins. */
  void begun(Http2ClientStream stream) {
    if (isIdle()) {
      lastReadAt = worker().clock().recent();
      worker().timer().set(watch, lastReadAt + SILENT_NANOS);
    }
    begin(stream);
  }

  /** Whether the server still knows of {@code stream}. */
  boolean has(Http2ClientStream stream) {
    return streams().get(stream.id()) == stream;
  }

  /** A stream will not begin. */
  void onUnused() {
    if (isIdle() && !isClosing()) {
      becomeIdle();
    }
  }

  @Override
  void onStreamClosed(Http2Stream stream) {
    if (isIdle() && !isClosing()) {
      becomeIdle();
    }
  }

  private void becomeIdle() {
    idleSince = worker().clock().recent();
    idleUntil = idleSince + idleNanos;
    if (leaving || !keepAlive || !owner.onIdle(this, maxIdle)) {
      leaving = true;
      close();
    } else {
      worker().timer().set(watch, idleUntil);
    }
  }

  // ---- whether the server is there ----

  /** The time of a stream is over: no new ones until something comes on the connection. */
  void suspect() {
    if (!suspect && !isClosing()) {
      suspect = true;
      ask();
    }
  }

  private void ask() {
    asked = true;
    askedAt = worker().clock().recent();
    writer().ping(askedAt, false);
    schedule();
    worker().timer().set(watch, askedAt + PONG_NANOS);
  }

  private void look() {
    long now = worker().clock().nanos();
    if (asked) {
      closed(ProxyError.UPSTREAM_CLOSED);
      ctx().close();
    } else if (isIdle()) {
      retire();
    } else if (now - lastReadAt >= SILENT_NANOS) {
      ask();
    } else {
      worker().timer().set(watch, lastReadAt + SILENT_NANOS);
    }
  }

  private final class Watch extends LoopTimer.Node {
    @Override
    protected void onDeadline() {
      look();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    super.channelRead(ctx, message);
    lastReadAt = worker().clock().recent();
    suspect = false;
    if (asked) {
      asked = false;
      worker().timer().set(watch, isIdle() ? idleUntil : lastReadAt + SILENT_NANOS);
    }
  }

  @Override
  void onPong(long data) {
    // Whatever is read says that the server is there.
  }

  // ---- what comes ----

  @Override
  void onOpen() {
    lastReadAt = worker().clock().nanos();
    writer().preface(ClientPreface.BYTES);
    sendSettings(
        PeerSettings.ENABLE_PUSH,
        0,
        PeerSettings.INITIAL_WINDOW_SIZE,
        settings().firstWindow(),
        PeerSettings.MAX_HEADER_LIST_SIZE,
        settings().limits().headBytes());
  }

  @Override
  boolean readPreface(ByteBuf in) {
    return true;
  }

  @Override
  void onPeerSettings() {
    if (!ready) {
      ready = true;
      owner.onReady(this);
      onUnused();
    }
  }

  @Override
  public void onHeaderBlock(int id, byte[] block, int length, boolean end) {
    Http2ClientStream stream = (Http2ClientStream) streams().get(id);
    if (stream == null) {
      decodeForNobody(block, length);
      if (!isUsed(id)) {
        fail(ErrorCode.PROTOCOL_ERROR);
      }
    } else if (stream.awaitsHead()) {
      onHead(stream, block, length, end);
    } else {
      onTrailers(stream, block, length, end);
    }
  }

  private void onHead(Http2ClientStream stream, byte[] block, int length, boolean end) {
    HttpHead head = worker().heads().acquire();
    heads().beginResponse(head, stream.method(), end);
    boolean decoded = decode(block, length);
    ProxyError error = heads().finish();
    if (decoded && error == null) {
      stream.onHead(head, end);
    } else if (decoded) {
      violated(stream, ErrorCode.PROTOCOL_ERROR);
    }
    worker().heads().release(head);
  }

  @Override
  boolean isUsed(int stream) {
    return (stream & 1) == 1 && (stream < nextStream || nextStream < 0);
  }

  @Override
  int lastStream() {
    return 0;
  }

  @Override
  public void onGoAway(int lastStream, ErrorCode code) {
    leaving = true;
    for (Http2ClientStream stream : all()) {
      if (stream.id() > lastStream && !stream.isClosed()) {
        lose(stream, ProxyError.STREAM_REFUSED);
      }
    }
    closeIfDone();
  }

  /**
   * A server may refuse or reset what it likes, and has windows of its own to open; and what comes
   * late, comes because clients have gone.
   */
  @Override
  boolean isFree(AbuseBudget.Act act) {
    return switch (act) {
      case RESET, WINDOW_UPDATE, LATE, VIOLATION, REFUSAL -> true;
      case SETTINGS, PING, PRIORITY, EMPTY_DATA, CONTINUATION, UNKNOWN -> false;
    };
  }

  @Override
  void onAbuse() {
    // Told by how its streams end.
  }

  @Override
  void onTurnEnd() {
    // Nothing waits for it.
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (UnexpectedErrors.isStray(ctx.channel(), cause)) {
      return;
    }
    boolean mayRead = cause instanceof IOException && ctx.channel().isOpen();
    if (mayRead && ((DuplexChannel) ctx.channel()).isOutputShutdown()) {
      // What the server has sent before is still to be read: it tells how streams end.
      leaving = true;
      asked = true;
      worker().timer().set(watch, worker().clock().nanos() + PONG_NANOS);
    } else {
      if (cause instanceof DecoderException) {
        owner.onTlsFailed(cause);
      }
      super.exceptionCaught(ctx, cause);
    }
  }

  @Override
  ProxyError lostBy() {
    return ProxyError.UPSTREAM_CLOSED;
  }

  @Override
  ProxyError violation() {
    return ProxyError.MALFORMED_RESPONSE;
  }

  @Override
  void onClosed() {
    worker().timer().cancel(watch);
    owner.onClosed(this);
  }
}
