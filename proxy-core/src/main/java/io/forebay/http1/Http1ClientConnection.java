package io.forebay.http1;

import io.forebay.http.Framing;
import io.forebay.http.HeadLimits;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.http.ProxyError;
import io.forebay.http.ResponseListener;
import io.forebay.http.Side;
import io.forebay.http.UnexpectedErrors;
import io.forebay.http.UpstreamStream;
import io.forebay.http.Worker;
import io.forebay.net.QuietSocket;
import io.forebay.util.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server: writes one request at a time and reads its answer.
 *
 * <p>Between exchanges it has no listener and anything the server sends ends it: bytes nobody asked
 * for must never become somebody's answer. The only handler of its channel but for one of TLS;
 * event loop only.
 */
public final class Http1ClientConnection extends Http1Connection implements UpstreamStream {

  /** From then on the kernel is asked before an idle connection is used again. */
  private static final long ASK_AFTER_NANOS = 100_000_000L;

  private final UpstreamOwner owner;
  private final boolean keepAlive;
  private final Http1ResponseReader reader;
  private final Deadline deadline = new Deadline();

  private UpstreamState state = UpstreamState.IDLE;
  private @Nullable ResponseListener listener;
  private HttpMethod method = HttpMethod.GET;
  private boolean upgrade;
  private boolean requestDone;
  private boolean reusable = true;
  private boolean outputFailed;
  private boolean encrypted;
  private long serverNanos;
  private long serverIdleNanos = Long.MAX_VALUE;
  private long begunAt;
  private long sentAt;
  private long idleSince;
  private long idleUntil;

  /**
   * A connection that belongs to {@code owner}.
   *
   * @param keepAlive whether it may serve more than one request
   */
  public Http1ClientConnection(
      Worker worker, UpstreamOwner owner, HeadLimits limits, boolean keepAlive) {
    super(worker, owner.bytes());
    this.owner = owner;
    this.keepAlive = keepAlive;
    this.reader = new Http1ResponseReader(this, worker, limits, readSize);
  }

  // ---- life ----

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    super.handlerAdded(ctx);
    encrypted = ctx.pipeline().get(SslHandler.class) != null;
  }

  @Override
  public void begin(ResponseListener listener, long serverNanos) {
    this.listener = listener;
    this.serverNanos = serverNanos;
    this.begunAt = worker.clock().recent();
    this.state = UpstreamState.HEAD;
    this.requestDone = false;
    reader.begin();
  }

  @Override
  public boolean mayBeStale() {
    return true;
  }

  @Override
  public void release(long idleNanos, int maxIdle) {
    listener = null;
    idleSince = worker.clock().recent();
    idleUntil = idleSince + Math.min(idleNanos, serverIdleNanos);
    worker.timer().set(deadline, idleUntil);
    resumeRead();
    boolean fit = reusable && requestDone && state == UpstreamState.IDLE && serverIdleNanos > 0;
    if (!fit || !owner.onReleased(this, maxIdle)) {
      ctx.close();
    }
  }

  /**
   * Whether no exchange is under way and the connection is open. Closing is told one turn of the
   * loop later, so one that is kept may have been closed meanwhile.
   */
  public boolean isIdle() {
    return state == UpstreamState.IDLE && listener == null && reusable && ctx.channel().isActive();
  }

  /**
   * Whether an idle connection may be used again.
   *
   * @param now the time of the worker's clock
   * @param once whether the request cannot be sent a second time, so that the kernel is asked for
   *     what this loop has not been told yet, however short the connection has been idle
   */
  public boolean isFit(long now, boolean once) {
    return isIdle()
        && now - idleUntil < 0
        && ((!once && now - idleSince < ASK_AFTER_NANOS)
            || QuietSocket.isQuiet(ctx.channel()) && isIdle());
  }

  /**
   * Ends the connection, and whatever is under way on it by {@code reason}; what can be ended in
   * its protocol's way takes a moment.
   */
  public void evict(ProxyError reason) {
    ResponseListener told = listener;
    if (state != UpstreamState.TUNNEL || told == null || !told.onEvicted(reason)) {
      fail(reason);
    }
  }

  // ---- waiting ----

  /** Whether a request is under way of whose answer not a byte has come. */
  private boolean isWaiting() {
    return state == UpstreamState.HEAD && listener != null && reader.isNothingRead();
  }

  /**
   * How long the server has had the whole request without a byte of an answer; 0 while it does not
   * have all of it, less than 0 where no request waits.
   */
  public long waitedNanos(long now) {
    if (!isWaiting()) {
      return -1;
    }
    return requestDone && !output.hasPending() ? Math.max(now - sentAt, 0) : 0;
  }

  /** Offers a request of whose answer not a byte has come to go to another server. */
  public void offerElsewhere() {
    ResponseListener told = listener;
    if (told != null && isWaiting()) {
      told.onServerDown();
    }
  }

  /** Closes an idle connection. */
  public void close() {
    ctx.close();
  }

  // ---- channel events ----

  @Override
  void onBytes(ByteBuf in) {
    worker.clock().nanos();
    reader.onBytes(in);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (listener != null) {
      listener.onResponseReadComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    worker.clock().nanos();
    if (listener != null && isWritable()) {
      listener.onUpstreamWritable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      if (state == UpstreamState.TUNNEL && listener != null) {
        endInput();
        listener.onUpstreamShutdown();
        closeEndedTunnel();
      } else {
        ctx.close();
      }
    } else if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) {
      onCloseNotify();
    } else if (event instanceof ChannelOutputShutdownEvent && isAnswerAwaited()) {
      // What encrypts tells of failed writes in no other way.
      onOutputFailed();
    }
  }

  /** The server says that it sends nothing more; what encrypts sends nothing more either. */
  private void onCloseNotify() {
    worker.clock().nanos();
    if (state != UpstreamState.TUNNEL) {
      closed(unanswered(ProxyError.UPSTREAM_CLOSED), isWholeAtClose());
      ctx.close();
    } else if (!isOutputEnded()) {
      ResponseListener told = listener;
      endInput();
      endOutput();
      if (told != null) {
        told.onUpstreamShutdown();
      }
      closeEndedTunnel();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (UnexpectedErrors.isStray(ctx.channel(), cause)) {
      return;
    }
    if (isOutputFailure(cause)) {
      onOutputFailed();
      return;
    }
    if (encrypted && cause instanceof DecoderException) {
      owner.onTlsFailed(cause);
    } else {
      UnexpectedErrors.log("server", cause);
    }
    fail(unanswered(ProxyError.UPSTREAM_RESET));
  }

  /**
   * Whether writing failed while an answer may be there to be read: reading then tells how it ends,
   * since the server has reset the connection.
   */
  private boolean isOutputFailure(Throwable cause) {
    return isAnswerAwaited()
        && cause instanceof IOException
        && ctx.channel().isOpen()
        && ((DuplexChannel) ctx.channel()).isOutputShutdown();
  }

  private boolean isAnswerAwaited() {
    return state == UpstreamState.HEAD || state == UpstreamState.BODY;
  }

  private void onOutputFailed() {
    outputFailed = true;
    reusable = false;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    worker.clock().nanos();
    // Under TLS anybody on the way can end a connection, and only the server can say so.
    closed(
        unanswered(outputFailed ? ProxyError.UPSTREAM_RESET : ProxyError.UPSTREAM_CLOSED),
        !encrypted && isWholeAtClose());
  }

  /** Whether the answer is whole when the server ends it now. */
  private boolean isWholeAtClose() {
    return !outputFailed && state == UpstreamState.BODY && reader.isUntilClose();
  }

  /** {@code error} as long as not a byte of the answer has come; then it is a truncated answer. */
  private ProxyError unanswered(ProxyError error) {
    boolean nothing = state == UpstreamState.HEAD && reader.isNothingRead();
    return nothing ? error : ProxyError.RESPONSE_TRUNCATED;
  }

  private void closed(ProxyError error, boolean regularEnd) {
    if (state == UpstreamState.CLOSED) {
      return;
    }
    state = UpstreamState.CLOSED;
    reusable = false;
    worker.timer().cancel(deadline);
    output.discard();
    reader.release();
    ResponseListener told = listener;
    listener = null;
    if (told != null) {
      if (regularEnd) {
        told.onResponseData(Unpooled.EMPTY_BUFFER, true);
      } else {
        owner.onFailed(taken());
        told.onUpstreamError(error);
      }
    }
    owner.onClosed(this);
  }

  // ---- what the reader needs ----

  UpstreamState state() {
    return state;
  }

  void state(UpstreamState next) {
    state = next;
  }

  /** Who is told of the answer; null if nobody is. */
  @Nullable ResponseListener listener() {
    return listener;
  }

  /** The method of the request under way. */
  HttpMethod method() {
    return method;
  }

  /** Whether the request under way asks for another protocol. */
  boolean isUpgrade() {
    return upgrade;
  }

  /** How long the server says that it keeps an idle connection. */
  void serverIdleNanos(long nanos) {
    serverIdleNanos = nanos;
  }

  /** The connection will not serve another exchange. */
  void spoil() {
    reusable = false;
  }

  /** The final head has come. */
  void onAnswer(HttpHead head, Framing framing) {
    reusable &= head.isPersistent() && framing != Framing.UNTIL_CLOSE;
    owner.onAnswered(head.status(), taken());
  }

  /** The server grants the upgrade. */
  void beginTunnel() {
    reusable = false;
    state = UpstreamState.TUNNEL;
    output.beginTunnel();
    worker.timer().suspend(deadline);
    ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  /** Ends the connection, and the exchange on it by {@code error}. */
  void fail(ProxyError error) {
    closed(error, false);
    ctx.close();
  }

  // ---- writing ----

  @Override
  public void writeHead(HttpHead head, boolean end) {
    method = head.method();
    upgrade = head.isUpgrade();
    requestDone = end;
    sentAt = begunAt;
    Framing framing = end ? Framing.NONE : head.framing();
    long hint = framing == Framing.LENGTH ? head.contentLength() : 0;
    output.writeHead(head, connectionLines(head, framing), framing, hint);
    touch();
  }

  private byte[] connectionLines(HttpHead head, Framing framing) {
    reusable &= keepAlive;
    if (upgrade) {
      return ConnectionLines.upgrade(head);
    }
    if (!keepAlive) {
      return framing == Framing.CHUNKED ? ConnectionLines.CHUNKED_CLOSE : ConnectionLines.CLOSE;
    }
    return framing == Framing.CHUNKED ? ConnectionLines.CHUNKED : ConnectionLines.NONE;
  }

  @Override
  public void writeData(ByteBuf data, boolean end) {
    if (state == UpstreamState.CLOSED || outputFailed) {
      data.release();
      return;
    }
    if (end) {
      requestSent();
    }
    output.writeData(data, end);
    if (state != UpstreamState.TUNNEL) {
      output.look();
      touch();
    } else if (end) {
      endOutput();
      closeEndedTunnel();
    }
  }

  private void closeEndedTunnel() {
    if (isTunnelEnded()) {
      listener = null;
      output.closeAfterWrites();
    }
  }

  @Override
  public void writeTrailers(HttpHead trailers) {
    if (state != UpstreamState.CLOSED && !outputFailed) {
      requestSent();
      output.writeTrailers(trailers);
      touch();
    }
  }

  private void requestSent() {
    requestDone = true;
    sentAt = worker.clock().recent();
  }

  @Override
  public void flush() {
    if (state != UpstreamState.CLOSED && !outputFailed) {
      output.flush();
    }
  }

  @Override
  public void pauseRead() {
    if (switchReading(false)) {
      worker.timer().suspend(deadline);
    }
  }

  @Override
  public void resumeRead() {
    if (switchReading(true) && (state == UpstreamState.HEAD || state == UpstreamState.BODY)) {
      touch();
    }
  }

  @Override
  public void abort(ProxyError error) {
    if (state == UpstreamState.HEAD && listener != null) {
      if (error.side() == Side.CLIENT) {
        owner.onAbandoned(taken());
      } else {
        owner.onFailed(taken());
      }
    }
    listener = null;
    reusable = false;
    ctx.close();
  }

  private long taken() {
    return worker.clock().recent() - begunAt;
  }

  // ---- deadline ----

  void touch() {
    worker.timer().set(deadline, worker.clock().recent() + serverNanos);
  }

  private void onDeadline() {
    if (listener == null) {
      ctx.close();
      return;
    }
    if (output.isTaking()) {
      touch();
      return;
    }
    if (state == UpstreamState.HEAD && !requestDone && isWritable()) {
      // It is the client that keeps us waiting, and its own deadline that ends that.
      touch();
      return;
    }
    fail(state == UpstreamState.HEAD ? ProxyError.RESPONSE_TIMEOUT : ProxyError.RESPONSE_TRUNCATED);
  }

  private final class Deadline extends LoopTimer.Node {
    @Override
    protected void onDeadline() {
      Http1ClientConnection.this.onDeadline();
    }
  }
}
