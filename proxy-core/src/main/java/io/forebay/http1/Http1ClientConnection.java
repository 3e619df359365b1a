package io.forebay.http1;

import io.forebay.http.Framing;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.http.HttpStream;
import io.forebay.http.ProxyError;
import io.forebay.http.ResponseListener;
import io.forebay.http.Side;
import io.forebay.http.Worker;
import io.forebay.net.QuietSocket;
import io.forebay.stats.LoopStats;
import io.forebay.util.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server: writes one request at a time and reads its answer.
 *
 * <p>Between exchanges it has no listener and anything the server sends ends it: bytes nobody asked
 * for must never become somebody's answer. The only handler of its channel; event loop only.
 */
public final class Http1ClientConnection extends ChannelInboundHandlerAdapter
    implements HttpStream {

  private enum State {
    IDLE,
    HEAD,
    BODY,
    TUNNEL,
    CLOSED
  }

  private static final int MAX_INTERIM_HEADS = 16;

  /** From then on the kernel is asked before an idle connection is used again. */
  private static final long ASK_AFTER_NANOS = 100_000_000L;

  private final Worker worker;
  private final UpstreamOwner owner;
  private final boolean keepAlive;
  private final Http1HeadParser parser;
  private final Http1BodyDecoder body;
  private final ReadSize readSize;
  private final Deadline deadline = new Deadline();

  private ChannelHandlerContext ctx;
  private Http1Output output;
  private State state = State.IDLE;
  private @Nullable HttpHead response;
  private @Nullable ResponseListener listener;
  private HttpMethod method = HttpMethod.GET;
  private boolean upgrade;
  private long serverNanos;
  private boolean requestDone;
  private boolean reusable = true;
  private boolean readPaused;
  private boolean outputFailed;
  private boolean inputEnded;
  private boolean outputEnded;
  private int interimHeads;
  private long serverIdleNanos = Long.MAX_VALUE;
  private long begunAt;
  private long idleSince;
  private long idleUntil;

  /**
   * A connection that belongs to {@code owner}.
   *
   * @param keepAlive whether it may serve more than one request
   */
  @SuppressWarnings("NullAway.Init") // ctx and output are set by handlerAdded
  public Http1ClientConnection(
      Worker worker, UpstreamOwner owner, Http1Limits limits, boolean keepAlive) {
    this.worker = worker;
    this.readSize = new ReadSize(worker.buffers(), worker.largeBuffers());
    this.owner = owner;
    this.keepAlive = keepAlive;
    this.parser = new Http1HeadParser(limits);
    this.body = new Http1BodyDecoder(limits, worker.heads());
  }

  /** Who keeps idle connections. */
  public interface UpstreamOwner {

    /** {@code connection} is gone, idle or not. Called once. */
    void onClosed(Http1ClientConnection connection);

    /** An answer of {@code status} began {@code nanos} after the request. */
    void onAnswered(int status, long nanos);

    /** A request failed {@code nanos} after it was begun, before its answer or within it. */
    void onFailed(long nanos);

    /** The client gave up {@code nanos} after the request was begun, before its answer. */
    void onAbandoned(long nanos);
  }

  // ---- life ----

  /**
   * Starts an exchange on this idle connection.
   *
   * @param listener who is told of the answer
   * @param serverNanos time without progress that the server may take
   */
  public void begin(ResponseListener listener, long serverNanos) {
    this.listener = listener;
    this.serverNanos = serverNanos;
    this.begunAt = worker.clock().recent();
    this.state = State.HEAD;
    this.requestDone = false;
    this.interimHeads = 0;
  }

  /**
   * Ends an exchange. Returns whether the connection may serve another one.
   *
   * @param idleNanos after which it is closed if nobody needs it, sooner if its server said so
   */
  public boolean release(long idleNanos) {
    listener = null;
    idleSince = worker.clock().recent();
    idleUntil = idleSince + Math.min(idleNanos, serverIdleNanos);
    worker.timer().set(deadline, idleUntil);
    if (readPaused) {
      resumeRead();
    }
    return reusable && requestDone && state == State.IDLE && serverIdleNanos > 0;
  }

  /**
   * Whether no exchange is under way and the connection is open. Closing is told one turn of the
   * loop later, so one that is kept may have been closed meanwhile.
   */
  public boolean isIdle() {
    return state == State.IDLE && listener == null && ctx.channel().isActive();
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
        && ((!once && now - idleSince < ASK_AFTER_NANOS) || QuietSocket.isQuiet(ctx.channel()));
  }

  /** Closes an idle connection. */
  public void close() {
    ctx.close();
  }

  // ---- channel events ----

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
    this.output =
        new Http1Output(ctx, worker.buffers(), worker.stats().bytes, LoopStats.SERVER_OUT);
    ctx.channel().config().setRecvByteBufAllocator(readSize);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    worker.clock().nanos();
    worker.stats().bytes.add(LoopStats.SERVER_IN, in.readableBytes());
    boolean more = true;
    while (more) {
      if (!in.isReadable()) {
        readSize.done(in);
        return;
      }
      switch (state) {
        case HEAD -> head(in);
        case BODY -> more = body(in);
        case TUNNEL -> {
          tunnel(in);
          return;
        }
        case IDLE, CLOSED -> {
          // Nobody asked for these bytes.
          in.release();
          closed(ProxyError.RESPONSE_TRUNCATED, false);
          ctx.close();
          return;
        }
      }
    }
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
    if (listener != null && ctx.channel().isWritable()) {
      listener.onUpstreamWritable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      if (state == State.TUNNEL && listener != null) {
        inputEnded = true;
        listener.onUpstreamShutdown();
        closeEndedTunnel();
      } else {
        ctx.close();
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (isOutputFailure(cause)) {
      outputFailed = true;
      reusable = false;
      return;
    }
    UnexpectedErrors.log("server", cause);
    closed(unanswered(ProxyError.UPSTREAM_RESET), false);
    ctx.close();
  }

  /**
   * Whether writing failed while an answer may be there to be read: reading then tells how it ends,
   * since the server has reset the connection.
   */
  private boolean isOutputFailure(Throwable cause) {
    return (state == State.HEAD || state == State.BODY)
        && cause instanceof IOException
        && ctx.channel().isOpen()
        && ((DuplexChannel) ctx.channel()).isOutputShutdown();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    worker.clock().nanos();
    boolean regular = !outputFailed && state == State.BODY && body.isUntilClose();
    closed(
        unanswered(outputFailed ? ProxyError.UPSTREAM_RESET : ProxyError.UPSTREAM_CLOSED), regular);
  }

  /** {@code error} as long as not a byte of the answer has come; then it is a truncated answer. */
  private ProxyError unanswered(ProxyError error) {
    boolean nothing = state == State.HEAD && response == null && interimHeads == 0;
    return nothing ? error : ProxyError.RESPONSE_TRUNCATED;
  }

  private void closed(ProxyError error, boolean regularEnd) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    reusable = false;
    worker.timer().cancel(deadline);
    output.discard();
    releaseResponse();
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

  // ---- reading ----

  private void head(ByteBuf in) {
    HttpHead head = response;
    if (head == null) {
      head = worker.heads().acquire();
      response = head;
      parser.beginResponse(head);
    }
    switch (parser.parse(in)) {
      case NEED_MORE -> touch();
      case FAILED -> malformed();
      case COMPLETE -> complete(head, in);
    }
  }

  private void complete(HttpHead head, ByteBuf in) {
    if ((head.seen() & HeaderId.KEEP_ALIVE.bit()) != 0) {
      serverIdleNanos = KeepAliveTimeout.nanos(head);
    }
    ProxyError error = Http1Framing.response(head, method);
    if (error != null || !ConnectionOptions.apply(head)) {
      malformed();
      return;
    }
    if (head.status() == 101) {
      switchProtocols(head);
    } else if (head.status() < 200) {
      interim(head);
    } else {
      finalHead(head, in);
    }
  }

  private void interim(HttpHead head) {
    if (++interimHeads > MAX_INTERIM_HEADS) {
      malformed();
      return;
    }
    touch();
    if (listener != null) {
      listener.onInterimHead(head);
    }
    releaseResponse();
  }

  private void switchProtocols(HttpHead head) {
    if (!upgrade || !head.isUpgrade()) {
      malformed();
      return;
    }
    reusable = false;
    state = State.TUNNEL;
    body.begin(Framing.TUNNEL, -1);
    output.beginTunnel();
    head.framing(Framing.TUNNEL, -1);
    worker.timer().suspend(deadline);
    ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    if (listener != null) {
      listener.onResponseHead(head, false);
    }
    releaseResponse();
  }

  private void finalHead(HttpHead head, ByteBuf in) {
    Framing framing = head.framing();
    if (framing == Framing.CHUNKED) {
      body.begin(framing, -1);
      if (!body.isSound(in)) {
        // Nothing of the answer has passed yet: the client can still be told.
        malformed();
        return;
      }
    }
    reusable &= head.isPersistent() && framing != Framing.UNTIL_CLOSE;
    boolean end = framing == Framing.NONE;
    owner.onAnswered(head.status(), taken());
    if (end) {
      answered(in);
    } else {
      state = State.BODY;
      body.begin(framing, head.contentLength());
      readSize.expectBody(Math.max(head.contentLength() - in.readableBytes(), 0));
      touch();
    }
    ResponseListener told = listener;
    response = null;
    if (told != null) {
      told.onResponseHead(head, end);
    }
    worker.heads().release(head);
  }

  /** The answer is complete: bytes behind it would be an answer to nothing. */
  private void answered(ByteBuf in) {
    state = State.IDLE;
    readSize.expectHead();
    if (in.isReadable()) {
      reusable = false;
      in.skipBytes(in.readableBytes());
    }
  }

  /** Returns whether {@code in} is still ours. */
  private boolean body(ByteBuf in) {
    ByteBuf data = body.next(in);
    if (body.error() != null) {
      malformed();
      in.skipBytes(in.readableBytes());
      return true;
    }
    boolean whole = data == in;
    boolean end = body.isDone();
    if (end) {
      if (!whole) {
        answered(in);
      } else {
        state = State.IDLE;
        readSize.expectHead();
      }
    } else {
      readSize.expectBody(body.expected());
      touch();
    }
    ResponseListener told = listener;
    HttpHead trailers = end ? body.trailers() : null;
    if (told == null) {
      if (data != null) {
        data.release();
      }
    } else if (trailers != null) {
      told.onResponseTrailers(trailers);
      body.releaseTrailers();
    } else if (whole && readSize.isReusable(in)) {
      // The second owner is this connection: a small body is copied on, and its buffer free again.
      told.onResponseData(in.retain(), end);
      readSize.done(in);
    } else if (data != null || end) {
      told.onResponseData(data == null ? Unpooled.EMPTY_BUFFER : data, end);
    }
    return !whole;
  }

  private void tunnel(ByteBuf in) {
    if (listener == null) {
      in.release();
    } else {
      readSize.expectBody(0);
      listener.onResponseData(in, false);
    }
  }

  private void malformed() {
    ProxyError error =
        state == State.HEAD ? ProxyError.MALFORMED_RESPONSE : ProxyError.RESPONSE_TRUNCATED;
    closed(error, false);
    ctx.close();
  }

  private void releaseResponse() {
    HttpHead head = response;
    if (head != null) {
      response = null;
      worker.heads().release(head);
    }
  }

  // ---- writing ----

  @Override
  public void writeHead(HttpHead head, boolean end) {
    method = head.method();
    upgrade = head.isUpgrade();
    requestDone = end;
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
    if (state == State.CLOSED || outputFailed) {
      data.release();
      return;
    }
    requestDone |= end;
    output.writeData(data, end);
    if (state != State.TUNNEL) {
      output.look();
      touch();
    } else if (end) {
      outputEnded = true;
      closeEndedTunnel();
    }
  }

  private void closeEndedTunnel() {
    if (inputEnded && outputEnded) {
      listener = null;
      output.closeAfterWrites();
    }
  }

  @Override
  public void writeTrailers(HttpHead trailers) {
    if (state != State.CLOSED && !outputFailed) {
      requestDone = true;
      output.writeTrailers(trailers);
      touch();
    }
  }

  @Override
  public void flush() {
    if (state != State.CLOSED && !outputFailed) {
      output.flush();
    }
  }

  @Override
  public boolean isWritable() {
    return ctx.channel().isWritable();
  }

  @Override
  public void pauseRead() {
    if (!readPaused) {
      readPaused = true;
      ctx.channel().config().setAutoRead(false);
      worker.timer().suspend(deadline);
    }
  }

  @Override
  public void resumeRead() {
    if (readPaused) {
      readPaused = false;
      ctx.channel().config().setAutoRead(true);
      if (state == State.HEAD || state == State.BODY) {
        touch();
      }
    }
  }

  @Override
  public void abort(ProxyError error) {
    if (state == State.HEAD && listener != null) {
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

  private void touch() {
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
    if (state == State.HEAD && !requestDone && ctx.channel().isWritable()) {
      // It is the client that keeps us waiting, and its own deadline that ends that.
      touch();
      return;
    }
    closed(
        state == State.HEAD ? ProxyError.RESPONSE_TIMEOUT : ProxyError.RESPONSE_TRUNCATED, false);
    ctx.close();
  }

  private final class Deadline extends LoopTimer.Node {
    @Override
    protected void onDeadline() {
      Http1ClientConnection.this.onDeadline();
    }
  }
}
