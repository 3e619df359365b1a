package io.forebay.http2;

import io.forebay.http.Framing;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.http.ProxyError;
import io.forebay.http.ResponseListener;
import io.forebay.http.Side;
import io.forebay.http.UpstreamStream;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request to an HTTP/2 server and its answer. Its deadline, as it is a node of the timer, is
 * the server's. Event loop only.
 */
final class Http2ClientStream extends Http2Stream implements UpstreamStream {

  private static final byte[] WEBSOCKET = Ascii.bytes("websocket");
  private static final int MAX_INTERIM_HEADS = 16;

  private enum State {
    /** The final head of an answer is awaited; the request may still be on its way. */
    HEAD,
    BODY,
    TUNNEL,
    /** The answer was told to its end, or nobody wants it. */
    OVER
  }

  private final Http2ClientConnection owner;
  private final boolean onIdleConnection;
  private State state = State.HEAD;
  private @Nullable ResponseListener listener;
  private HttpMethod method = HttpMethod.GET;
  private byte @Nullable [] accept;
  private boolean begun;
  private boolean requestDone;
  private int interimHeads;
  private long serverNanos;
  private long begunAt;
  private long sentAt;

  Http2ClientStream(Http2ClientConnection owner, int id, boolean onIdleConnection) {
    super(owner, id);
    this.owner = owner;
    this.onIdleConnection = onIdleConnection;
  }

  // ---- life ----

  @Override
  public void begin(ResponseListener listener, long serverNanos) {
    this.listener = listener;
    this.serverNanos = serverNanos;
    this.begunAt = owner.worker().clock().recent();
  }

  @Override
  public boolean mayBeStale() {
    return onIdleConnection;
  }

  @Override
  public void release(long idleNanos, int maxIdle) {
    listener = null;
    state = State.OVER;
    owner.keep(idleNanos, maxIdle);
    if (isEndDelivered()) {
      leave();
    } else {
      // Nothing but the end of the stream is missing.
      touch();
    }
  }

  /** Nothing more is told of it. */
  private void leave() {
    if (isClosed()) {
      return;
    }
    if (!begun) {
      owner.onUnused();
    } else if ((isRemoteEnded() && isLocalEnded()) || !owner.has(this)) {
      owner.end(this);
    } else {
      reset(ErrorCode.CANCEL);
    }
  }

  @Override
  public void abort(ProxyError error) {
    if (state == State.HEAD && listener != null) {
      if (error.side() == Side.CLIENT) {
        owner.times().onAbandoned(taken());
      } else {
        owner.times().onFailed(taken());
      }
    }
    listener = null;
    state = State.OVER;
    leave();
  }

  /** Ends it by {@code reason}; what can be ended in its protocol's way takes a moment. */
  void evict(ProxyError reason) {
    ResponseListener told = listener;
    if (state != State.TUNNEL || told == null || !told.onEvicted(reason)) {
      fail(reason, ErrorCode.CANCEL);
    }
  }

  private void fail(ProxyError error, ErrorCode code) {
    ResponseListener told = listener;
    listener = null;
    if (!begun || (isRemoteEnded() && isLocalEnded())) {
      leave();
    } else {
      reset(code);
    }
    tell(told, error);
  }

  private void tell(@Nullable ResponseListener told, ProxyError error) {
    state = State.OVER;
    if (told != null) {
      owner.times().onFailed(taken());
      told.onUpstreamError(error);
    }
  }

  private long taken() {
    return owner.worker().clock().recent() - begunAt;
  }

  // ---- waiting ----

  private boolean isNothingRead() {
    return state == State.HEAD && interimHeads == 0;
  }

  /**
   * How long the server has had the whole request without a byte of an answer; 0 while it does not
   * have all of it, less than 0 where no request waits.
   */
  long waitedNanos(long now) {
    if (listener == null || !isNothingRead()) {
      return -1;
    }
    return requestDone && !hasQueued() ? Math.max(now - sentAt, 0) : 0;
  }

  /** Offers a request of whose answer not a byte has come to go to another server. */
  void offerElsewhere() {
    ResponseListener told = listener;
    if (told != null && isNothingRead()) {
      told.onServerDown();
    }
  }

  // ---- the request ----

  @Override
  public void writeHead(HttpHead head, boolean end) {
    if (isClosed()) {
      return;
    }
    method = head.method();
    sentAt = begunAt;
    requestDone = end;
    if (head.isUpgradeTo(WEBSOCKET) && owner.peer().connectProtocol()) {
      accept = WebSocketAccept.of(head);
      requestDone = true;
      send(head, owner.connectEncoding(), false);
    } else if (head.isExtendedConnect()) {
      // Told later: whoever writes this does not expect to be told now.
      owner.later(() -> fail(ProxyError.UPGRADE_UNSUPPORTED, ErrorCode.CANCEL));
    } else {
      send(head, owner.requestEncoding(), end);
    }
  }

  private void send(HttpHead head, HeadEncoding encoding, boolean end) {
    begun = true;
    owner.begun(this);
    sendHead(head, encoding, end);
    touch();
  }

  @Override
  public void writeData(ByteBuf data, boolean end) {
    if (!begun) {
      data.release();
      return;
    }
    if (end) {
      requestSent();
    }
    send(data, end);
    touch();
  }

  @Override
  public void writeTrailers(HttpHead trailers) {
    requestSent();
    sendTrailers(trailers);
    touch();
  }

  private void requestSent() {
    requestDone = true;
    sentAt = owner.worker().clock().recent();
  }

  @Override
  void onSent(boolean more) {
    touch();
  }

  @Override
  void onWritable() {
    ResponseListener told = listener;
    if (told != null) {
      told.onUpstreamWritable();
    }
  }

  @Override
  void onLocalEnd() {
    endTunnelled();
  }

  // ---- the answer ----

  /** The method of the request. */
  HttpMethod method() {
    return accept == null ? method : HttpMethod.GET;
  }

  /** Whether its next header block is that of a head. */
  boolean awaitsHead() {
    return state == State.HEAD;
  }

  /** A head has come, which stays the caller's. */
  void onHead(HttpHead head, boolean end) {
    ResponseListener told = listener;
    if (head.status() < 200) {
      onInterimHead(told, head);
    } else if (accept != null && head.status() < 300) {
      onTunnel(told, head, end);
    } else {
      onFinalHead(told, head, end);
    }
  }

  private void onInterimHead(@Nullable ResponseListener told, HttpHead head) {
    if (++interimHeads > MAX_INTERIM_HEADS) {
      owner.violated(this, ErrorCode.ENHANCE_YOUR_CALM);
    } else if (told != null) {
      touch();
      told.onInterimHead(head);
    }
  }

  private void onFinalHead(@Nullable ResponseListener told, HttpHead head, boolean end) {
    boolean bodyless = head.framing() == Framing.NONE;
    state = State.BODY;
    owner.times().onAnswered(head.status(), taken());
    if (end) {
      remoteEnd();
    } else {
      contentLength(bodyless ? 0 : head.contentLength());
      touch();
    }
    if (told != null) {
      told.onResponseHead(head, bodyless);
    } else {
      leave();
    }
  }

  private void onTunnel(@Nullable ResponseListener told, HttpHead head, boolean end) {
    byte[] accepted = accept;
    if (told == null || accepted == null) {
      leave();
      return;
    }
    state = State.TUNNEL;
    owner.times().onAnswered(101, taken());
    owner.worker().timer().suspend(this);
    HttpHead granted = owner.worker().heads().acquire();
    ExtendedConnectAnswer.copy(head, accepted, granted);
    if (end) {
      remoteEnd();
    }
    told.onResponseHead(granted, false);
    owner.worker().heads().release(granted);
    if (end && listener != null) {
      told.onUpstreamShutdown();
      endTunnelled();
    }
  }

  @Override
  boolean takesData() {
    return !awaitsHead();
  }

  @Override
  void deliver(ByteBuf data, boolean end) {
    ResponseListener told = listener;
    if (told == null) {
      data.release();
      if (end) {
        leave();
      }
    } else if (state == State.TUNNEL) {
      deliverToTunnel(told, data, end);
    } else {
      touch();
      told.onResponseData(data, end);
    }
  }

  private void deliverToTunnel(ResponseListener told, ByteBuf data, boolean end) {
    if (data.isReadable()) {
      told.onResponseData(data, false);
    } else {
      data.release();
    }
    if (end && !isClosed()) {
      told.onUpstreamShutdown();
      endTunnelled();
    }
  }

  @Override
  void deliverTrailers(HttpHead trailers) {
    ResponseListener told = listener;
    if (told == null) {
      leave();
    } else if (state == State.TUNNEL) {
      told.onUpstreamShutdown();
      endTunnelled();
    } else {
      told.onResponseTrailers(trailers);
    }
  }

  private void endTunnelled() {
    if (state == State.TUNNEL && isLocalEnded() && isEndDelivered() && !isClosed()) {
      listener = null;
      owner.end(this);
    }
  }

  @Override
  void onReadComplete() {
    ResponseListener told = listener;
    if (told != null) {
      told.onResponseReadComplete();
    }
  }

  @Override
  public void pauseRead() {
    super.pauseRead();
    owner.worker().timer().suspend(this);
  }

  @Override
  public void resumeRead() {
    super.resumeRead();
    touch();
  }

  // ---- deadline ----

  private void touch() {
    if (!isClosed() && !isReadPaused() && state != State.TUNNEL) {
      owner.worker().timer().set(this, owner.worker().clock().recent() + serverNanos);
    }
  }

  @Override
  protected void onDeadline() {
    owner.worker().clock().nanos();
    if (state == State.HEAD && !requestDone && isWritable()) {
      // It is the client that keeps us waiting, and its own deadline that ends that.
      touch();
      return;
    }
    owner.suspect();
    fail(answerless(ProxyError.RESPONSE_TIMEOUT), ErrorCode.CANCEL);
  }

  // ---- end ----

  /** {@code error} as long as the final head has not come; then it is a truncated answer. */
  private ProxyError answerless(ProxyError error) {
    return state == State.HEAD ? error : ProxyError.RESPONSE_TRUNCATED;
  }

  @Override
  void onReset(ErrorCode code) {
    if (code == ErrorCode.CANCEL) {
      lost(ProxyError.STREAM_CANCELLED);
    } else {
      onLost(
          code == ErrorCode.REFUSED_STREAM ? ProxyError.STREAM_REFUSED : ProxyError.STREAM_RESET);
    }
  }

  @Override
  void onViolation(ErrorCode code) {
    lost(answerless(ProxyError.MALFORMED_RESPONSE));
  }

  /** A whole answer that only its client keeps waiting (RFC 9113 section 8.1). */
  @Override
  boolean outlives() {
    return isRemoteEnded() && !isEndDelivered() && listener != null;
  }

  @Override
  void onLost(ProxyError error) {
    lost(isNothingRead() ? error : ProxyError.RESPONSE_TRUNCATED);
  }

  private void lost(ProxyError error) {
    ResponseListener told = listener;
    listener = null;
    tell(told, error);
  }

  @Override
  void onClosed() {
    // It holds nothing of its own.
  }
}
