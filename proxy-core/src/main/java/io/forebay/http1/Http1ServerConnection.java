package io.forebay.http1;

import io.forebay.http.ClientConnection;
import io.forebay.http.ClientStream;
import io.forebay.http.Framing;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.RequestListener;
import io.forebay.http.StreamAcceptor;
import io.forebay.http.Worker;
import io.forebay.stats.LoopStats;
import io.forebay.util.Ascii;
import io.forebay.util.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One client's HTTP/1 connection: reads requests one after the other, answers them in order.
 *
 * <p>At most one exchange is under way; requests that arrive meanwhile stay unread in {@code
 * stash}. The only handler of its channel; event loop only.
 */
public final class Http1ServerConnection extends ChannelInboundHandlerAdapter
    implements ClientStream {

  /*
   * A connection is in one state, and two flags tell how far each half of the exchange has come:
   *
   *   IDLE --first byte--> HEAD --head complete--> EXCHANGE --both halves done--> IDLE
   *                          |                        | \--101 sent--> TUNNEL
   *                          |                        |
   *                          +--refused---------------+--answered early, or last--> LINGER or closed
   *
   * LINGER: our half is closed, what the client still sends is thrown away, so that the kernel does
   * not answer it with RST and destroy the answer on its way (RFC 9112 section 9.6).
   */
  private enum State {
    IDLE,
    HEAD,
    EXCHANGE,
    TUNNEL,
    LINGER,
    CLOSED
  }

  /** So much of a request is read behind its answer to keep the connection, and for so long. */
  private static final int MAX_SKIPPED_BYTES = 64 * 1024;

  private static final long SKIP_NANOS = 2_000_000_000L;

  private final Worker worker;
  private final Http1ServerSettings settings;
  private final StreamAcceptor acceptor;
  private final ClientConnection connection;
  private final ConnectionTracker tracker;
  private final Http1HeadParser parser;
  private final ReadSize readSize;
  private final RequestStash stash = new RequestStash();
  private final Deadline deadline = new Deadline();
  private final LingeringClose lingering;
  private final @Nullable BodyRate rate;

  private ChannelHandlerContext ctx;
  private Http1Output output;
  private Http1Answer answer;
  private @Nullable Http1BodyDecoder body;
  private State state = State.IDLE;
  private @Nullable HttpHead request;
  private @Nullable RequestListener listener;
  private boolean reading;
  private boolean used;
  private boolean readPaused;
  private boolean requestDone;
  private boolean drained;
  private boolean closeWhenIdle;
  private boolean inputEnded;
  private boolean outputEnded;
  private boolean emptyLine;
  private boolean expectation;
  private boolean spent;
  private int requests;
  private long lifeEnd = Long.MAX_VALUE;
  private long tunnelNanos;

  /** A connection whose requests go to {@code acceptor}. */
  @SuppressWarnings("NullAway.Init") // ctx, output and answer are set by handlerAdded
  public Http1ServerConnection(
      Worker worker,
      Http1ServerSettings settings,
      StreamAcceptor acceptor,
      ClientConnection connection,
      ConnectionTracker tracker) {
    this.worker = worker;
    this.readSize = new ReadSize(worker.buffers(), worker.largeBuffers());
    this.settings = settings;
    this.acceptor = acceptor;
    this.connection = connection;
    this.tracker = tracker;
    this.parser = new Http1HeadParser(settings.limits());
    this.rate = settings.minBodyRate() > 0 ? new BodyRate(settings.minBodyRate()) : null;
    this.lingering = new LingeringClose(worker.timer(), deadline);
    this.tunnelNanos = settings.tunnelNanos();
  }

  // ---- channel events ----

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
    this.output =
        new Http1Output(ctx, worker.buffers(), worker.stats().bytes, LoopStats.CLIENT_OUT);
    this.answer = new Http1Answer(output);
    ctx.channel().config().setRecvByteBufAllocator(readSize);
    // A client may end its half behind its last request and still wait for the answer.
    ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    tracker.opened(this);
    setDeadline(settings.requestHeadersNanos());
    if (settings.keepAliveTimeNanos() > 0) {
      lifeEnd = worker.clock().recent() + settings.keepAliveTimeNanos();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    worker.stats().bytes.add(LoopStats.CLIENT_IN, in.readableBytes());
    if (reading || !stash.isEmpty() || (state == State.EXCHANGE && requestDone)) {
      stash(in);
    } else {
      consume(in);
    }
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
    if (!ctx.channel().isWritable()) {
      return;
    }
    if (state == State.EXCHANGE || state == State.TUNNEL) {
      if (state == State.EXCHANGE && requestDone) {
        worker.timer().suspend(deadline);
      } else {
        touch();
      }
      if (listener != null) {
        listener.onClientWritable();
      }
    } else if (state == State.IDLE) {
      resumeStash();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      worker.clock().nanos();
      inputEnded = true;
      onInputEnd();
    }
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
        if (!requestDone) {
          ctx.close();
        }
      }
      case IDLE -> {
        if (stash.isEmpty()) {
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
    if (state == State.CLOSED) {
      return;
    }
    boolean inHead = state == State.HEAD && parser.isStarted();
    state = State.CLOSED;
    worker.timer().cancel(deadline);
    output.discard();
    stash.release();
    RequestListener told = listener;
    listener = null;
    if (told != null) {
      told.onClientAbort(error);
    }
    if (inHead) {
      acceptor.onAbort(this, head(), error);
    }
    releaseRequest();
    if (!used) {
      acceptor.onEmpty(this);
    }
    tracker.closed(this);
  }

  // ---- reading ----

  /** Takes ownership of {@code in}. */
  private void consume(ByteBuf in) {
    reading = true;
    try {
      while (true) {
        ByteBuf rest = step(in);
        if (rest == null) {
          return;
        }
        in = rest;
      }
    } finally {
      reading = false;
      if (inputEnded && state != State.TUNNEL) {
        onInputEnd();
      }
    }
  }

  /** Does one thing with {@code in}; returns it if more is to be done with it at once. */
  private @Nullable ByteBuf step(ByteBuf in) {
    if (!in.isReadable()) {
      readSize.done(in);
      return takeStash();
    }
    switch (state) {
      case IDLE, HEAD -> {
        if (!canStart()) {
          stash(in);
          return null;
        }
        head(in);
      }
      case EXCHANGE -> {
        if (requestDone) {
          stash(in);
          return null;
        }
        return body(in);
      }
      case TUNNEL -> {
        touch();
        if (listener == null) {
          in.release();
        } else {
          readSize.expectBody(0);
          listener.onRequestData(in, false);
        }
        return null;
      }
      case LINGER -> {
        linger(in);
        return null;
      }
      case CLOSED -> {
        in.release();
        return null;
      }
    }
    return in;
  }

  private @Nullable ByteBuf takeStash() {
    if (stash.isEmpty() || (state == State.EXCHANGE && requestDone) || !canStart()) {
      return null;
    }
    ByteBuf taken = stash.take();
    resumeRead();
    return taken;
  }

  /** A client that does not read its answers gets no further ones made for it. */
  private boolean canStart() {
    return state != State.IDLE || ctx.channel().isWritable();
  }

  private void stash(ByteBuf in) {
    stash.add(in, ctx.alloc());
    if (stash.isFull()) {
      stopReading();
    }
  }

  private void resumeStash() {
    if (!reading) {
      ByteBuf taken = takeStash();
      if (taken != null) {
        consumeApart(taken);
      }
    }
  }

  /** Consumes bytes that were read earlier: no end of that read follows that would flush them. */
  private void consumeApart(ByteBuf in) {
    consume(in);
    if (listener != null) {
      listener.onRequestReadComplete();
    }
  }

  private void head(ByteBuf in) {
    boolean first = state == State.IDLE;
    if (first) {
      used = true;
      state = State.HEAD;
      HttpHead head = worker.heads().acquire();
      request = head;
      parser.beginRequest(head, emptyLine);
    }
    switch (parser.parse(in)) {
      case NEED_MORE -> {
        if (parser.isOnlyEmptyLine()) {
          // Some clients end a body with one; the connection is as idle as before.
          emptyLine = true;
          releaseRequest();
          state = State.IDLE;
        } else if (first) {
          setDeadline(settings.requestHeadersNanos());
        }
      }
      case FAILED -> reject(parser.error(), in);
      case COMPLETE -> {
        ProxyError error = Http1RequestRules.apply(head());
        if (error != null) {
          reject(error, in);
        } else {
          begin(in);
        }
      }
    }
  }

  private HttpHead head() {
    HttpHead head = request;
    if (head == null) {
      throw new IllegalStateException("no request in state " + state);
    }
    return head;
  }

  private void begin(ByteBuf in) {
    HttpHead head = head();
    Framing framing = head.framing();
    if (framing != Framing.NONE) {
      decoder().begin(framing, head.contentLength());
      if (!decoder().isSound(in)) {
        reject(ProxyError.MALFORMED_REQUEST, in);
        return;
      }
    }
    if (head.minorVersion() == 0 && (head.seen() & HeaderId.HOST.bit()) == 0) {
      addHost(head);
    }
    state = State.EXCHANGE;
    emptyLine = false;
    requestDone = framing == Framing.NONE;
    spent = ++requests == settings.keepAliveRequests();
    answer.begin(head, !head.isPersistent() || drained || spent);
    if (requestDone) {
      worker.timer().suspend(deadline);
    } else {
      expectation = (head.seen() & HeaderId.EXPECT.bit()) != 0;
      if (rate != null && !expectation) {
        rate.begin(worker.timer().now());
      }
      touch();
    }
    RequestListener started = acceptor.onRequest(this, head, requestDone);
    if (state == State.EXCHANGE && !answer.isDone()) {
      listener = started;
    }
  }

  /**
   * HTTP/1.0 needs no Host, the HTTP/1.1 in which the request is forwarded does (RFC 9112 section
   * 3.2). The address that the client came to is all that is known of what it asked for.
   */
  private void addHost(HttpHead head) {
    SocketAddress local = ctx.channel().localAddress();
    String host =
        local instanceof InetSocketAddress address ? NetUtil.toSocketAddressString(address) : "";
    head.add(HeaderId.HOST, Ascii.bytes(host));
  }

  private Http1BodyDecoder decoder() {
    if (body == null) {
      body = new Http1BodyDecoder(settings.limits(), worker.heads());
    }
    return body;
  }

  private @Nullable ByteBuf body(ByteBuf in) {
    Http1BodyDecoder decoder = decoder();
    int before = in.readableBytes();
    ByteBuf data = decoder.next(in);
    RequestListener told = listener;
    boolean whole = data == in;
    received(whole ? before : before - in.readableBytes());
    if (decoder.error() != null) {
      in.release();
      badBody(decoder.error());
      return null;
    }
    boolean done = decoder.isDone();
    requestDone = done;
    readSize.expectBody(done ? 0 : decoder.expected());
    if (told == null) {
      if (data != null) {
        data.release();
      }
    } else if (done && decoder.trailers() != null) {
      told.onRequestTrailers(decoder.trailers());
    } else if (data != null || done) {
      told.onRequestData(data == null ? Unpooled.EMPTY_BUFFER : data, done);
    }
    if (done && state == State.EXCHANGE) {
      requestEnded();
    }
    if (whole) {
      return takeStash();
    }
    return in;
  }

  /** The client sent a part of its body; behind its answer it has a fixed time for all of it. */
  private void received(int bytes) {
    if (answer.isDone()) {
      return;
    }
    if (rate != null) {
      rate.received(worker.timer().now(), bytes);
    }
    touch();
  }

  private void requestEnded() {
    if (rate != null) {
      rate.end();
    }
    readSize.expectHead();
    resumeRead();
    if (answer.isDone()) {
      ended();
    } else {
      worker.timer().suspend(deadline);
    }
  }

  private void badBody(ProxyError error) {
    answer.last();
    RequestListener told = listener;
    if (told != null) {
      told.onRequestError(error);
    }
    if (state == State.EXCHANGE) {
      if (answer.isDone()) {
        beginLinger();
      } else {
        ctx.close();
      }
    }
  }

  private void reject(@Nullable ProxyError error, ByteBuf in) {
    in.skipBytes(in.readableBytes());
    state = State.EXCHANGE;
    requestDone = false;
    answer.begin(head(), true);
    acceptor.onReject(this, head(), error == null ? ProxyError.MALFORMED_REQUEST : error);
    if (state == State.EXCHANGE) {
      ctx.close();
    }
  }

  // ---- writing ----

  @Override
  public void writeHead(HttpHead head, boolean end) {
    if (state != State.EXCHANGE) {
      return;
    }
    if (head.status() == 101) {
      answer.writeUpgrade(head);
      beginTunnel();
    } else if (head.status() < 200) {
      answer.writeInterim(head);
    } else {
      if (isLast()) {
        answer.last();
      }
      answer.writeHead(head, end);
      if (end) {
        responseEnded();
      }
    }
  }

  /**
   * Whether the answer about to begin must be the last. A client that awaits 100 (Continue) may
   * send its body or leave it out once it has a final answer: what comes next is anybody's guess.
   */
  private boolean isLast() {
    if (worker.clock().recent() >= lifeEnd) {
      spent = true;
    }
    return spent || (!requestDone && expectation);
  }

  private void beginTunnel() {
    state = State.TUNNEL;
    touch();
    ByteBuf early = reading ? null : stash.take();
    if (early != null) {
      consumeApart(early);
    }
    resumeRead();
  }

  @Override
  public void writeData(ByteBuf data, boolean end) {
    if ((state != State.EXCHANGE && state != State.TUNNEL) || answer.isDone()) {
      data.release();
      return;
    }
    answer.writeData(data, end);
    if (!ctx.channel().isWritable()) {
      output.look();
      touch();
    } else if (state == State.TUNNEL) {
      touch();
    }
    if (end && state == State.EXCHANGE) {
      responseEnded();
    } else if (end) {
      outputEnded = true;
      closeEndedTunnel();
    }
  }

  private void closeEndedTunnel() {
    if (inputEnded && outputEnded) {
      listener = null;
      close();
    }
  }

  @Override
  public void writeTrailers(HttpHead trailers) {
    if (state == State.EXCHANGE && !answer.isDone()) {
      answer.writeTrailers(trailers);
      responseEnded();
    }
  }

  @Override
  public void flush() {
    if (state != State.CLOSED) {
      output.flush();
    }
  }

  @Override
  public boolean isWritable() {
    return ctx.channel().isWritable();
  }

  @Override
  public void closeAfterResponse() {
    answer.last();
  }

  @Override
  public void limitBody(long bytes) {
    decoder().limit(bytes);
  }

  @Override
  public void tunnelNanos(long nanos) {
    tunnelNanos = nanos;
  }

  @Override
  public ClientConnection connection() {
    return connection;
  }

  /** Everything of the answer is written; the exchange is over for us once the request is. */
  private void responseEnded() {
    answer.done();
    listener = null;
    if (requestDone) {
      ended();
    } else if (answer.isLast() || decoder().expected() > MAX_SKIPPED_BYTES) {
      // Nobody wants the rest of this request. Reading all of it could take for ever.
      beginLinger();
    } else {
      skipRest();
    }
  }

  /** Reads the rest of a request that has its answer, so that the connection can be used again. */
  private void skipRest() {
    decoder().limit(MAX_SKIPPED_BYTES);
    output.flush();
    setDeadline(SKIP_NANOS);
    resumeRead();
  }

  private void ended() {
    releaseRequest();
    if (answer.isLast()) {
      if (stash.isEmpty() && !spent) {
        close();
      } else {
        // The client may have sent on: a reset would destroy the answer on its way.
        beginLinger();
      }
      return;
    }
    output.flush();
    state = State.IDLE;
    if (closeWhenIdle || (inputEnded && !reading && stash.isEmpty())) {
      close();
      return;
    }
    long silent = worker.clock().recent() + settings.keepAliveNanos();
    worker.timer().set(deadline, Math.min(silent, lifeEnd));
    resumeStash();
  }

  private void close() {
    state = State.LINGER;
    output.closeAfterWrites();
    output.look();
    setDeadline(settings.clientNanos());
  }

  private void beginLinger() {
    releaseRequest();
    state = State.LINGER;
    stash.release();
    output.shutdownAfterWrites();
    lingering.begin();
    resumeRead();
  }

  private void linger(ByteBuf in) {
    in.release();
    readSize.expectBody(0);
    if (!lingering.goOn()) {
      ctx.close();
    }
  }

  private void releaseRequest() {
    HttpHead head = request;
    if (head != null) {
      request = null;
      worker.heads().release(head);
    }
    if (body != null) {
      body.releaseTrailers();
    }
  }

  // ---- flow ----

  @Override
  public void pauseRead() {
    // Behind a whole request only the stash pauses, or nobody would see the client go.
    if (state != State.EXCHANGE || !requestDone) {
      stopReading();
    }
  }

  private void stopReading() {
    if (!readPaused) {
      readPaused = true;
      ctx.channel().config().setAutoRead(false);
      if (rate != null) {
        rate.pause(worker.timer().now());
      }
      if (state == State.EXCHANGE && ctx.channel().isWritable()) {
        worker.timer().suspend(deadline);
      }
    }
  }

  @Override
  public void resumeRead() {
    if (readPaused && !stash.isFull()) {
      readPaused = false;
      if (rate != null) {
        rate.resume(worker.timer().now());
      }
      ctx.channel().config().setAutoRead(true);
      if (state == State.EXCHANGE && !requestDone) {
        touch();
      }
    }
  }

  @Override
  public void abort(ProxyError error) {
    listener = null;
    answer.markCut(ctx);
    ctx.close();
  }

  /** Ends the connection at once, and whatever exchange is under way on it. */
  public void cut(ProxyError error) {
    closed(error);
    ctx.close();
  }

  /** Puts the deadline of a client that must send or take something into the future. */
  private void touch() {
    if (rate == null) {
      setDeadline(state == State.TUNNEL ? tunnelNanos : settings.clientNanos());
    } else {
      long allowed = state == State.TUNNEL ? tunnelNanos : settings.clientNanos();
      worker.timer().set(deadline, Math.min(worker.timer().now() + allowed, rate.deadline()));
    }
  }

  private void setDeadline(long allowedNanos) {
    worker.timer().set(deadline, worker.timer().now() + allowedNanos);
  }

  // ---- drain and deadlines ----

  /** The next answer is the last: it says so and the connection closes behind it. */
  public void drain() {
    drained = true;
    if (state == State.EXCHANGE && !answer.isStarted()) {
      answer.last();
    }
  }

  /** Closes the connection now or when the request under way has been answered. */
  public void closeWhenIdle() {
    closeWhenIdle = true;
    if (state == State.IDLE) {
      // A slow reader may not have taken the last answer yet.
      close();
    }
  }

  private void onDeadline() {
    boolean tooSlow = rate != null && worker.timer().now() >= rate.deadline();
    if (!tooSlow && output.isTaking()) {
      touch();
      return;
    }
    switch (state) {
      case IDLE, LINGER -> ctx.close();
      case HEAD -> {
        if (parser.isStarted()) {
          reject(ProxyError.REQUEST_TIMEOUT, Unpooled.EMPTY_BUFFER);
        } else {
          ctx.close();
        }
      }
      case EXCHANGE -> {
        RequestListener told = listener;
        answer.last();
        if (told != null && !answer.isStarted()) {
          told.onRequestError(ProxyError.REQUEST_TIMEOUT);
        }
        if (state == State.EXCHANGE) {
          cut(ProxyError.CLIENT_TIMEOUT);
        }
      }
      case TUNNEL -> cut(ProxyError.CLIENT_TIMEOUT);
      case CLOSED -> {
        // Nothing is left to wait for.
      }
    }
  }

  private final class Deadline extends LoopTimer.Node {
    @Override
    protected void onDeadline() {
      Http1ServerConnection.this.onDeadline();
    }
  }
}
