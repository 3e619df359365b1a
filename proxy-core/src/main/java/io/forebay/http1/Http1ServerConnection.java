package io.forebay.http1;

import io.forebay.http.ClientConnection;
import io.forebay.http.ConnectionTracker;
import io.forebay.http.ConnectionView;
import io.forebay.http.DownstreamConnection;
import io.forebay.http.DownstreamSettings;
import io.forebay.http.HttpHead;
import io.forebay.http.Persistence;
import io.forebay.http.ProxyError;
import io.forebay.http.RequestListener;
import io.forebay.http.StreamAcceptor;
import io.forebay.http.UnexpectedErrors;
import io.forebay.http.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client's HTTP/1 connection: reads requests one after the other, answers them in order.
 *
 * <p>At most one exchange is under way. {@link Http1RequestReader} is the reading half, {@link
 * Http1ServerStream} the writing one; this decides what the connection does next. The only handler
 * of its channel but for one of TLS; event loop only.
 */
public final class Http1ServerConnection extends Http1Connection implements DownstreamConnection {

  /** So much of a request is read behind its answer to keep the connection. */
  private static final int MAX_SKIPPED_BYTES = 64 * 1024;

  private final StreamAcceptor acceptor;
  private final ClientConnection connection;
  private final ConnectionTracker tracker;
  private final Http1RequestReader reader;
  private final ClientDeadline deadline;
  private final Persistence persistence;

  private Http1ServerStream stream;
  private Http1Answer answer;
  private ClientState state = ClientState.IDLE;
  private @Nullable RequestListener listener;
  private long idleSince;

  /** A connection whose requests go to {@code acceptor}. */
  @SuppressWarnings("NullAway.Init") // stream and answer are set by handlerAdded
  public Http1ServerConnection(
      Worker worker,
      DownstreamSettings settings,
      StreamAcceptor acceptor,
      ClientConnection connection,
      ConnectionTracker tracker) {
    super(worker, tracker.bytes());
    this.acceptor = acceptor;
    this.connection = connection;
    this.tracker = tracker;
    this.reader = new Http1RequestReader(this, worker, settings.limits(), readSize);
    this.deadline = new ClientDeadline(this, worker, settings);
    this.persistence = new Persistence(settings, worker.clock());
  }

  // ---- channel events ----

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    super.handlerAdded(ctx);
    this.stream = new Http1ServerStream(this, connection, reader, deadline, output);
    this.answer = stream.answer();
    // A client may end its half behind its last request and still wait for the answer.
    ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    tracker.opened(this);
    idleSince = worker.clock().recent();
    deadline.awaitHead();
    persistence.begin();
  }

  @Override
  void onBytes(ByteBuf in) {
    reader.onBytes(in);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (listener != null) {
      listener.onRequestReadComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    worker.clock().nanos();
    if (!isWritable()) {
      return;
    }
    if (state == ClientState.EXCHANGE || state == ClientState.TUNNEL) {
      if (state == ClientState.EXCHANGE && reader.isDone()) {
        deadline.suspend();
      } else {
        deadline.touch();
      }
      if (listener != null) {
        listener.onClientWritable();
      }
    } else if (state == ClientState.IDLE) {
      reader.resume();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      worker.clock().nanos();
      endInput();
      onInputEnd();
    } else if (event instanceof SslCloseCompletionEvent && !isOutputEnding()) {
      // What encrypts sends nothing any more either (RFC 5246 section 7.2.1).
      ctx.close();
    }
  }

  /** Behind our own end of TLS the event comes with whatever the client sends next. */
  private boolean isOutputEnding() {
    return state == ClientState.LINGER || state == ClientState.TUNNEL && isOutputEnded();
  }

  /** The client sends nothing more: ends what can no longer go on. */
  private void onInputEnd() {
    switch (state) {
      case TUNNEL -> {
        if (listener == null) {
          ctx.close();
        } else {
          listener.onClientShutdown();
          closeEndedTunnel();
        }
      }
      case EXCHANGE -> {
        if (!reader.isDone()) {
          ctx.close();
        } else if (listener != null) {
          listener.onClientShutdown();
        }
      }
      case IDLE -> {
        if (reader.isEmpty()) {
          close();
        }
      }
      case LINGER -> output.closeAfterWrites();
      case HEAD, CLOSED -> ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    UnexpectedErrors.log("client", cause);
    // channelInactive follows and tells the exchange.
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    worker.clock().nanos();
    closed(ProxyError.CLIENT_GONE);
  }

  private void closed(ProxyError error) {
    if (state == ClientState.CLOSED) {
      return;
    }
    HttpHead unread = state == ClientState.HEAD ? reader.startedHead() : null;
    state = ClientState.CLOSED;
    deadline.cancel();
    output.discard();
    reader.dropStash();
    RequestListener told = listener;
    listener = null;
    if (told != null) {
      told.onClientAbort(error);
    }
    if (unread != null) {
      acceptor.onAbort(stream, unread, error);
    }
    reader.releaseRequest();
    if (!reader.isUsed()) {
      acceptor.onEmpty(stream);
    }
    tracker.closed(this);
  }

  // ---- what the reader needs ----

  ClientState state() {
    return state;
  }

  void state(ClientState next) {
    state = next;
  }

  ClientDeadline deadline() {
    return deadline;
  }

  /** Who is told about the request under way; null if nobody is. */
  @Nullable RequestListener listener() {
    return listener;
  }

  ByteBufAllocator alloc() {
    return ctx.alloc();
  }

  SocketAddress localAddress() {
    return ctx.channel().localAddress();
  }

  /** The reader has done all it can with what was there. */
  void onConsumed() {
    if (isInputEnded() && state != ClientState.TUNNEL) {
      onInputEnd();
    }
  }

  /** The head of a request is complete and sound. */
  void begin(HttpHead head) {
    boolean end = reader.isDone();
    state = ClientState.EXCHANGE;
    answer.begin(head, persistence.isLast(head));
    if (end) {
      deadline.suspend();
    } else {
      deadline.awaitBody(!reader.isExpectationOpen());
    }
    RequestListener started = acceptor.onRequest(stream, head, end);
    if (state == ClientState.EXCHANGE && !answer.isDone()) {
      listener = started;
    }
  }

  /** The request is refused; the connection closes behind the answer. */
  void reject(HttpHead head, ProxyError error) {
    state = ClientState.EXCHANGE;
    answer.begin(head, true);
    acceptor.onReject(stream, head, error);
    if (state == ClientState.EXCHANGE) {
      ctx.close();
    }
  }

  /** A part of a body arrived; behind its answer the client has a fixed time for all of it. */
  void onBodyBytes(int bytes) {
    if (!answer.isDone()) {
      deadline.received(bytes);
    }
  }

  void onBadBody(ProxyError error) {
    answer.last();
    RequestListener told = listener;
    if (told != null) {
      told.onRequestError(error);
    }
    if (state == ClientState.EXCHANGE) {
      if (answer.isDone()) {
        beginLinger();
      } else {
        ctx.close();
      }
    }
  }

  /** The body of the request under way is complete. */
  void onRequestEnd() {
    deadline.endBody();
    resumeRead();
    if (answer.isDone()) {
      ended();
    } else {
      deadline.suspend();
    }
  }

  /** Takes ownership of {@code in}. */
  void onTunnelBytes(ByteBuf in) {
    deadline.touch();
    if (listener == null) {
      in.release();
    } else {
      listener.onRequestData(in, false);
    }
  }

  void onLingeringBytes() {
    if (!deadline.goOnLingering()) {
      ctx.close();
    }
  }

  // ---- what the stream needs ----

  /** Whether the connection has served its number of requests, or has had its time. */
  boolean isSpent() {
    return persistence.isSpent();
  }

  void beginTunnel() {
    state = ClientState.TUNNEL;
    deadline.beginTunnel();
    reader.resumeAsTunnel();
    resumeRead();
    if (isInputEnded()) {
      // It ended while the answer was awaited; what came before it has just passed.
      onInputEnd();
    }
  }

  /** Our half of a tunnel has ended. */
  void onTunnelOutputEnd() {
    endOutput();
    closeEndedTunnel();
  }

  private void closeEndedTunnel() {
    if (isTunnelEnded()) {
      listener = null;
      close();
    }
  }

  /** Closes at once; the exchange knows. */
  void abort() {
    listener = null;
    ctx.close();
  }

  // ---- the end of an answer ----

  /** Everything of the answer is written; the exchange is over for us once the request is. */
  void onResponseEnd() {
    answer.done();
    listener = null;
    if (reader.isDone()) {
      ended();
    } else if (answer.isLast() || reader.decoder().expected() > MAX_SKIPPED_BYTES) {
      // Nobody wants the rest of this request. Reading all of it could take for ever.
      beginLinger();
    } else {
      skipRest();
    }
  }

  /** Reads the rest of a request that has its answer, so that the connection can be used again. */
  private void skipRest() {
    reader.decoder().limit(MAX_SKIPPED_BYTES);
    output.flush();
    deadline.awaitRest();
    resumeRead();
  }

  private void ended() {
    reader.releaseRequest();
    if (answer.isLast()) {
      if (reader.isEmpty() && !persistence.isSpent()) {
        close();
      } else {
        // The client may have sent on: a reset would destroy the answer on its way.
        beginLinger();
      }
      return;
    }
    output.flush();
    state = ClientState.IDLE;
    idleSince = worker.clock().recent();
    if (persistence.isClosingWhenIdle()
        || (isInputEnded() && !reader.isReading() && reader.isEmpty())) {
      close();
      return;
    }
    deadline.awaitNext(persistence.end());
    reader.resume();
  }

  private void close() {
    state = ClientState.LINGER;
    output.closeAfterWrites();
    output.look();
    deadline.awaitTaken();
  }

  private void beginLinger() {
    reader.releaseRequest();
    state = ClientState.LINGER;
    reader.dropStash();
    output.shutdownAfterWrites();
    deadline.beginLinger();
    resumeRead();
  }

  // ---- flow ----

  void pauseRead() {
    if (switchReading(false)) {
      deadline.pauseBody();
      if (state == ClientState.EXCHANGE && isWritable()) {
        deadline.suspend();
      }
    }
  }

  void resumeRead() {
    if (isReadPaused() && !reader.isFull()) {
      deadline.resumeBody();
      switchReading(true);
      if (state == ClientState.EXCHANGE && !reader.isDone()) {
        deadline.touch();
      }
    }
  }

  @Override
  public ConnectionView view() {
    RequestListener told = listener;
    return new ConnectionView(
        connection,
        "HTTP/1.1",
        persistence.requests(),
        received(),
        output.sent(),
        idleSince,
        told == null ? List.of() : List.of(told));
  }

  // ---- closing ----

  /** The client speaks another protocol: forgets the connection, of which nothing was read. */
  public void giveWay() {
    state = ClientState.CLOSED;
    deadline.cancel();
    ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
  }

  @Override
  public void cut(ProxyError error) {
    closed(error);
    ctx.close();
  }

  @Override
  public boolean endTunnel(ProxyError reason) {
    RequestListener told = listener;
    return state == ClientState.TUNNEL && told != null && told.onEvicted(reason);
  }

  /** The next answer is the last: it says so and the connection closes behind it. */
  @Override
  public void drain() {
    persistence.drain();
    if (state == ClientState.EXCHANGE && !answer.isStarted()) {
      answer.last();
    }
  }

  @Override
  public void closeWhenIdle() {
    persistence.closeWhenIdle();
    if (state == ClientState.IDLE) {
      // A slow reader may not have taken the last answer yet.
      close();
    }
  }

  /** The client has not sent or taken in time what it had to. */
  void onDeadline() {
    if (!deadline.isTooSlow() && output.isTaking()) {
      deadline.touch();
      return;
    }
    switch (state) {
      case IDLE, LINGER -> ctx.close();
      case HEAD -> {
        if (reader.startedHead() != null) {
          reader.rejectLate();
        } else {
          ctx.close();
        }
      }
      case EXCHANGE -> onExchangeDeadline();
      case TUNNEL -> cut(ProxyError.CLIENT_TIMEOUT);
      case CLOSED -> {
        // Nothing is left to wait for.
      }
    }
  }

  private void onExchangeDeadline() {
    RequestListener told = listener;
    answer.last();
    if (told != null && !answer.isStarted()) {
      told.onRequestError(ProxyError.REQUEST_TIMEOUT);
    }
    if (state == ClientState.EXCHANGE) {
      cut(ProxyError.CLIENT_TIMEOUT);
    }
  }
}
