package io.forebay.http2;

import io.forebay.http.BodyRate;
import io.forebay.http.ClientConnection;
import io.forebay.http.ClientStream;
import io.forebay.http.DownstreamSettings;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.http.ProxyError;
import io.forebay.http.RequestListener;
import io.forebay.http.Side;
import io.forebay.util.LoopTimer;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request of an HTTP/2 client and its answer. Its deadline, as it is a node of the timer, is
 * the client's: by when it must have sent more of the body, or taken more of the answer. Event loop
 * only.
 */
final class Http2ServerStream extends Http2Stream implements ClientStream {

  private final Http2ServerConnection owner;
  private final DownstreamSettings settings;
  private final HttpHead request;
  private final @Nullable BodyRate rate;
  private final boolean bodyless;
  private @Nullable RequestListener listener;
  private long bodyLimit = Long.MAX_VALUE;
  private long tunnelNanos;
  private boolean answered;
  private boolean endExpected;
  private boolean awaitsTunnel;
  private boolean tunnel;

  /**
   * A stream that begins with {@code request}.
   *
   * @param request given back when the stream has ended
   */
  Http2ServerStream(Http2ServerConnection owner, int id, HttpHead request) {
    super(owner, id);
    this.owner = owner;
    this.settings = owner.clientSettings();
    this.request = request;
    this.bodyless = request.method() == HttpMethod.HEAD;
    this.awaitsTunnel = request.isExtendedConnect();
    this.tunnelNanos = settings.tunnelNanos();
    this.rate =
        settings.minBodyRate() > 0 && !awaitsTunnel ? new BodyRate(settings.minBodyRate()) : null;
    if (awaitsTunnel) {
      super.pauseRead();
    }
  }

  HttpHead request() {
    return request;
  }

  /** Whether what follows the head belongs to the tunnel that it asks for. */
  boolean awaitsTunnel() {
    return awaitsTunnel;
  }

  /** Who is told of the rest of the request; null if nobody is. */
  @Nullable RequestListener listener() {
    return listener;
  }

  /** Who is told of the rest of the request. */
  void listener(RequestListener told) {
    listener = told;
  }

  // ---- the request's body ----

  /** A body is to come, of {@code length} bytes; less than 0 if that is not known. */
  void awaitBody(long length, boolean invited) {
    contentLength(length);
    if (rate != null && invited) {
      rate.begin(owner.worker().clock().recent());
    }
    look();
  }

  @Override
  boolean takesData() {
    return true;
  }

  @Override
  void deliver(ByteBuf data, boolean end) {
    RequestListener told = listener;
    if (rate != null) {
      rate.received(owner.worker().clock().recent(), data.readableBytes());
    }
    if (end) {
      endBody();
    }
    look();
    if (told == null) {
      data.release();
    } else if (tunnel) {
      deliverToTunnel(told, data, end);
    } else if (received() > bodyLimit) {
      data.release();
      told.onRequestError(ProxyError.BODY_TOO_LARGE);
    } else {
      told.onRequestData(data, end);
    }
  }

  private void endBody() {
    if (rate != null) {
      rate.end();
    }
  }

  private void deliverToTunnel(RequestListener told, ByteBuf data, boolean end) {
    if (data.isReadable()) {
      told.onRequestData(data, false);
    } else {
      data.release();
    }
    if (end && !isClosed()) {
      told.onClientShutdown();
      endTunnelled();
    }
  }

  @Override
  void deliverTrailers(HttpHead trailers) {
    endBody();
    look();
    RequestListener told = listener;
    if (told != null && tunnel) {
      told.onClientShutdown();
      endTunnelled();
    } else if (told != null) {
      told.onRequestTrailers(trailers);
    }
  }

  @Override
  void onReadComplete() {
    RequestListener told = listener;
    if (told != null) {
      told.onRequestReadComplete();
    }
  }

  @Override
  public void pauseRead() {
    if (!awaitsTunnel && !isRemoteEnded()) {
      super.pauseRead();
      if (rate != null) {
        rate.pause(owner.worker().clock().recent());
      }
      look();
    }
  }

  @Override
  public void resumeRead() {
    if (!awaitsTunnel) {
      super.resumeRead();
      if (rate != null) {
        rate.resume(owner.worker().clock().recent());
      }
      look();
    }
  }

  @Override
  public void limitBody(long bytes) {
    bodyLimit = bytes;
  }

  // ---- the answer ----

  @Override
  public void writeHead(HttpHead head, boolean end) {
    if (isClosed() || answered) {
      return;
    }
    int status = head.status();
    if (status == 101) {
      beginTunnel(head);
    } else if (status < 200) {
      sendHead(head, owner.responseEncoding(), false);
    } else {
      answered = true;
      boolean noBody = end || bodyless || status == 204 || status == 304;
      endExpected = noBody && !end;
      sendHead(head, owner.responseEncoding(), noBody);
    }
  }

  @Override
  public void writeData(ByteBuf data, boolean end) {
    if (isClosed() || !endExpected) {
      send(data, end);
      if (!isRemoteEnded()) {
        look();
      }
      return;
    }
    data.release();
    if (end) {
      endAnswer();
    }
  }

  @Override
  public void writeTrailers(HttpHead trailers) {
    if (endExpected) {
      endAnswer();
    } else {
      sendTrailers(trailers);
    }
  }

  @Override
  void onLocalEnd() {
    if (tunnel) {
      endTunnelled();
    } else if (!endExpected) {
      endAnswer();
    }
  }

  /** All of the answer is written. Nobody wants what is missing of the request. */
  private void endAnswer() {
    listener = null;
    if (isRemoteEnded()) {
      owner.end(this);
    } else {
      reset(ErrorCode.NO_ERROR);
    }
  }

  @Override
  void onSent(boolean more) {
    look();
  }

  @Override
  void onWritable() {
    RequestListener told = listener;
    if (told != null) {
      told.onClientWritable();
    }
  }

  @Override
  public void closeAfterResponse() {
    // The connection carries others; what is missing of this request is refused behind its answer.
  }

  @Override
  public ClientConnection connection() {
    return owner.client();
  }

  // ---- tunnel ----

  @Override
  public void tunnelNanos(long nanos) {
    tunnelNanos = nanos;
  }

  private void beginTunnel(HttpHead head) {
    if (!WebSocketAccept.isFor(request, head)) {
      onLost(ProxyError.MALFORMED_RESPONSE);
      reset(ErrorCode.INTERNAL_ERROR);
      return;
    }
    HttpHead answer = owner.worker().heads().acquire();
    WebSocketAccept.copy(head, answer);
    answered = true;
    tunnel = true;
    awaitsTunnel = false;
    sendHead(answer, owner.responseEncoding(), false);
    owner.worker().heads().release(answer);
    resumeRead();
  }

  private void endTunnelled() {
    if (isLocalEnded() && isEndDelivered()) {
      listener = null;
      owner.end(this);
    }
  }

  /** Ends a tunnel in its protocol's way; whether there was one that it can be done with. */
  boolean endTunnel(ProxyError reason) {
    RequestListener told = listener;
    return tunnel && told != null && told.onEvicted(reason);
  }

  // ---- deadline ----

  private boolean awaitsBody() {
    return !isRemoteEnded() && !isReadPaused() && !awaitsTunnel;
  }

  /** The client did something, or begins to be waited for, or not any more. */
  private void look() {
    LoopTimer timer = owner.worker().timer();
    if (isClosed()) {
      return;
    }
    if (tunnel) {
      timer.set(this, timer.now() + tunnelNanos);
    } else if (awaitsBody() || hasQueued()) {
      long allowed = timer.now() + settings.clientNanos();
      timer.set(this, rate == null ? allowed : Math.min(allowed, rate.deadline()));
    } else {
      timer.suspend(this);
    }
  }

  @Override
  protected void onDeadline() {
    RequestListener told = listener;
    if (!owner.isChannelWritable()) {
      // It is the connection that stands still, which has a deadline of its own.
      look();
    } else if (told != null && !answered && !isRemoteEnded()) {
      told.onRequestError(ProxyError.REQUEST_TIMEOUT);
    } else {
      onLost(ProxyError.CLIENT_TIMEOUT);
      reset(ErrorCode.CANCEL);
    }
  }

  // ---- end ----

  @Override
  public void abort(ProxyError error) {
    listener = null;
    boolean cancelled = error.side() == Side.CLIENT || error == ProxyError.STREAM_CANCELLED;
    reset(cancelled ? ErrorCode.CANCEL : ErrorCode.INTERNAL_ERROR);
  }

  @Override
  void onReset(ErrorCode code) {
    onLost(ProxyError.CLIENT_GONE);
  }

  @Override
  void onViolation(ErrorCode code) {
    onLost(ProxyError.MALFORMED_REQUEST);
  }

  @Override
  void onLost(ProxyError error) {
    RequestListener told = listener;
    listener = null;
    if (told != null) {
      told.onClientAbort(error);
    }
  }

  @Override
  void onClosed() {
    owner.worker().heads().release(request);
  }
}
