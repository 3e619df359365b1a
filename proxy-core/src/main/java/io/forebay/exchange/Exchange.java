package io.forebay.exchange;

import io.forebay.backend.Backend;
import io.forebay.compress.Compressor;
import io.forebay.condition.RequestConditions;
import io.forebay.http.ClientStream;
import io.forebay.http.Framing;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HeaderSection;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.http.ProxyError;
import io.forebay.http.RequestListener;
import io.forebay.http.ResponseListener;
import io.forebay.http.Side;
import io.forebay.http.UpstreamStream;
import io.forebay.http.Worker;
import io.forebay.route.Eligibility;
import io.forebay.util.Ascii;
import io.forebay.util.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, from the request's head to the last byte of the answer.
 *
 * <p>Holds on to the plan it began with, so a reload never changes an exchange. Event loop only.
 */
public final class Exchange extends ExchangeRecord
    implements RequestListener, ResponseListener, Eligibility<RoutePlan> {

  /*
   *   start --> filters --> attempts: select --> (connect) --> send --> relay --> finish
   *                                     ^                        |
   *                                     +---- try again ---------+   the only way back, and only
   *                                                                  until the first byte of an
   *                                                                  answer has passed
   *
   * `finish` runs exactly once, before the last bytes of the answer are handed to the client's
   * stream: that call may start the next request of the same connection, in the same head.
   */
  private static final byte[] WEBSOCKET = Ascii.bytes("websocket");

  /** Both ends of a WebSocket have this long to close it once we have said that we go away. */
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** After which what has failed for want of a server may be tried again. */
  private static final int RETRY_SECONDS = 1;

  private @Nullable RequestBody body;
  private @Nullable Attempts attempts;
  private @Nullable Tunnel tunnel;
  private @Nullable ResponseBuffer buffer;
  private @Nullable ExchangeDeadline deadline;
  private HeaderSection.@Nullable Mark beforeBackend;
  private @Nullable InterceptedAnswer intercepted;
  private @Nullable CompressedBody compressed;
  private boolean awaiting;
  private boolean answered;
  private boolean finished;
  private int seen;

  Exchange(
      ExchangeServices services,
      ClientStream client,
      HttpHead clientRequest,
      ListenerPlan listener) {
    super(services, client, clientRequest, listener);
  }

  // ---- start ----

  @Override
  public boolean accepts(RoutePlan candidate) {
    RequestConditions conditions = candidate.conditions();
    return conditions == null || conditions.hold(client().connection(), clientRequest());
  }

  /** A body follows the head. */
  void expectBody() {
    body = new RequestBody(services().replay());
  }

  /** Has the filters see the request that have not yet, and sends it once all have. */
  void pass() {
    HttpFilter[] filters = plan().filters().all();
    while (seen < filters.length) {
      switch (filters[seen++].onRequest(this)) {
        case CONTINUE -> {}
        case REPLIED -> {
          return;
        }
        case SUSPENDED -> {
          pauseRequest();
          return;
        }
      }
    }
    send();
  }

  /** Goes on behind the filter that has suspended it; does nothing once it has ended. */
  public void resume() {
    if (!finished && !answered) {
      pass();
    }
  }

  private void send() {
    Backend backend = plan().backend();
    RetryPolicy retry = plan().retry();
    if (backend == null || retry == null) {
      fail(ProxyError.NO_ROUTE);
      return;
    }
    RequestBody all = body;
    if (all != null && awaitsBody(all)) {
      all.keepAtMost(plan().settings().requestBytes());
      awaiting = true;
      startDeadline();
      AwaitedRequest.invite(this);
      client().resumeRead();
      return;
    }
    sendNow(backend, retry);
  }

  private boolean awaitsBody(RequestBody all) {
    int most = plan().settings().requestBytes();
    return most > 0 && !all.isDone() && AwaitedRequest.mayWait(clientRequest(), most);
  }

  /** As much of the body has come as is awaited. */
  private void onBodyAwaited() {
    Backend backend = plan().backend();
    RetryPolicy retry = plan().retry();
    awaiting = false;
    if (isRequestDone()) {
      AwaitedRequest.addLength(clientRequest(), body());
    }
    if (backend != null && retry != null) {
      sendNow(backend, retry);
    }
  }

  private void sendNow(Backend backend, RetryPolicy retry) {
    retry.budget().onRequest(worker().index(), startNanos());
    send(backend, retry);
  }

  /** Sends the request to a server of {@code backend}. */
  private void send(Backend backend, RetryPolicy retry) {
    HttpFilter[] filters = plan().filters().ofBackend();
    if (filters.length > 0 && plan().fallback() != null) {
      beforeBackend = clientRequest().mark();
    }
    for (HttpFilter filter : filters) {
      filter.onBackend(this);
    }
    Attempts tries = new Attempts(this, backend, retry);
    attempts = tries;
    if (body != null && tries.mayRepeat()) {
      body.keep();
    }
    startDeadline();
    tries.start();
  }

  private void startDeadline() {
    long nanos = plan().settings().totalNanos();
    if (nanos > 0 && deadline == null) {
      deadline = new ExchangeDeadline(() -> fail(ProxyError.TOTAL_TIMEOUT));
      worker().timer().set(deadline, startNanos() + nanos);
    }
  }

  /** Sends it to the backend of {@code next}, as its own has no server for it. */
  void fallBack(RoutePlan next) {
    Backend backend = next.backend();
    RetryPolicy retry = next.retry();
    if (backend == null || retry == null) {
      throw new IllegalArgumentException(next.label() + " (expected: a plan with a backend)");
    }
    services().observer().onFallback(this, next);
    plan(next);
    server(null);
    error(null);
    if (beforeBackend != null) {
      clientRequest().restore(beforeBackend);
      beforeBackend = null;
    }
    cancelDeadline();
    deadline = null;
    retry.budget().onRequest(worker().index(), worker().clock().recent());
    send(backend, retry);
  }

  // ---- what its attempts and filters need ----

  /** The event loop that it belongs to. */
  public Worker worker() {
    return services().worker();
  }

  /** Whether it has ended, so that whatever still arrives for it is dropped. */
  public boolean isFinished() {
    return finished;
  }

  /** Whether the final head has gone to the client, or is about to. */
  public boolean isAnswered() {
    return answered;
  }

  /** How far it has come. */
  public Phase phase() {
    if (tunnel != null) {
      return Phase.TUNNEL;
    }
    if (answered) {
      return Phase.BODY;
    }
    return attempts == null ? Phase.REQUEST : attempts.phase();
  }

  /** Whether the whole request has arrived. */
  public boolean isRequestDone() {
    return body == null || body.isDone();
  }

  /** Whether all that has arrived of the body can be sent once more. */
  boolean isBodyKept() {
    return body == null || body.isKept();
  }

  /** There is nowhere to send the rest of the request to: does not read it. */
  void pauseRequest() {
    if (!isRequestDone()) {
      client().pauseRead();
    }
  }

  /** Writes what there is of the request to {@code stream}. */
  void writeRequest(UpstreamStream stream) {
    if (body == null) {
      stream.writeHead(clientRequest(), true);
    } else {
      body.writeTo(stream, clientRequest());
    }
    stream.flush();
    if (!isRequestDone() && stream.isWritable()) {
      // Reading may have paused for an earlier try, or until there was a connection.
      client().resumeRead();
    }
  }

  // ---- the request's body ----

  @Override
  public void onRequestData(ByteBuf data, boolean end) {
    if (finished) {
      data.release();
      return;
    }
    addRequestBytes(data.readableBytes());
    if (tunnel != null) {
      tunnel.toServer(data);
      return;
    }
    if (awaiting) {
      if (!body().await(data, end) || end) {
        onBodyAwaited();
      }
      return;
    }
    if (buffer != null && buffer.isWhole()) {
      // The server has answered without it.
      data.release();
      return;
    }
    UpstreamStream stream = stream();
    body().onData(data, end, stream);
    if (stream == null ? !end : !stream.isWritable()) {
      client().pauseRead();
    }
  }

  private RequestBody body() {
    RequestBody found = body;
    if (found == null) {
      throw new IllegalStateException("a body behind a request that has none");
    }
    return found;
  }

  private @Nullable UpstreamStream stream() {
    return attempts == null ? null : attempts.stream();
  }

  @Override
  public void onRequestTrailers(HttpHead trailers) {
    if (finished) {
      return;
    }
    body().onTrailers(trailers, stream());
    if (awaiting) {
      onBodyAwaited();
    }
  }

  @Override
  public void onRequestReadComplete() {
    UpstreamStream stream = stream();
    if (stream != null && !finished) {
      stream.flush();
    }
  }

  @Override
  public void onUpstreamWritable() {
    if (!finished) {
      client().resumeRead();
    }
  }

  @Override
  public void onRequestError(ProxyError reason) {
    if (!finished) {
      fail(reason);
    }
  }

  @Override
  public void onClientAbort(ProxyError reason) {
    if (!finished) {
      error(reason);
      abortUpstream(reason);
      finish();
    }
  }

  @Override
  public void onClientShutdown() {
    Tunnel open = tunnel;
    if (finished) {
      return;
    }
    if (open != null) {
      halfClosed(open);
      open.endToServer();
    } else if (isLeftWaiting()) {
      fail(ProxyError.CLIENT_GONE);
    } else if (attempts == null && !answered && seen > 0) {
      plan().filters().all()[seen - 1].onClientShutdown(this);
    }
  }

  /** Whether a client that ends its half now has given up; it may wait for a filter, too. */
  private boolean isLeftWaiting() {
    return attempts == null
        ? worker().clock().nanos() - startNanos() > ServerWait.PATIENCE_NANOS
        : attempts.isLeftWaiting();
  }

  // ---- the answer ----

  @Override
  public void onInterimHead(HttpHead head) {
    if (!finished) {
      client().writeHead(head, false);
    }
  }

  @Override
  public void onResponseHead(HttpHead head, boolean end) {
    Attempts tries = attempts;
    if (finished || tries == null || tries.isRetriedFor(head.status())) {
      return;
    }
    ErrorReply instead = plan().settings().errorPages().inPlaceOf(head.status(), clientRequest());
    if (instead != null) {
      intercept(tries, new InterceptedAnswer(instead, head), end);
      return;
    }
    status(head.status());
    answered = true;
    tries.answered();
    answeredAt(worker().clock().recent());
    if (body != null) {
      body.discard();
    }
    if (head.framing() == Framing.TUNNEL) {
      beginTunnel(head);
      return;
    }
    completeHead(head);
    if (end) {
      complete();
    } else if (plan().settings().responseBytes() > 0) {
      buffer = new ResponseBuffer(this, services().replay(), plan().settings().responseBytes());
    }
    client().writeHead(head, end);
  }

  /** Answers in place of the server once its answer has ended. */
  private void intercept(Attempts tries, InterceptedAnswer answer, boolean end) {
    intercepted = answer;
    tries.answered();
    answeredAt(worker().clock().recent());
    if (end) {
      replace(answer);
    }
  }

  private void replace(InterceptedAnswer answer) {
    reply(answer.reply(), answer.fields(), RETRY_SECONDS);
  }

  /** Throws away what a server sends that is not passed on. */
  private void discard(InterceptedAnswer answer, ByteBuf data, boolean end) {
    if (!answer.discard(data) && !end) {
      abortUpstream(ProxyError.UPSTREAM_CLOSED);
      replace(answer);
    } else if (end) {
      replace(answer);
    }
  }

  private void beginTunnel(HttpHead head) {
    UpstreamStream stream = stream();
    if (stream != null && attempts != null) {
      tunnel = new Tunnel(client(), stream, head.isUpgradeTo(WEBSOCKET));
      attempts.beginTunnel();
    }
    cancelDeadline();
    client().tunnelNanos(plan().settings().tunnelNanos());
    client().writeHead(head, false);
    client().flush();
  }

  /** Completes the head of an answer; RFC 9110 section 6.6.1 wants a Date in whatever passes. */
  private void completeHead(HttpHead head) {
    worker().date().addTo(head);
    HttpFilter[] filters = plan().filters().all();
    for (int i = filters.length - 1; i >= 0; i--) {
      filters[i].onResponse(this, head);
    }
  }

  /**
   * Has the body pass through {@code compressor}, which is closed at its end. For filters that see
   * the head of an answer with a body, whose fields and framing they make fit.
   *
   * @param holdNanos how long anything is held back at most to compress well, 0 for not at all
   */
  public void compress(Compressor compressor, long holdNanos) {
    compressed = new CompressedBody(this, compressor, holdNanos);
  }

  /** Writes a part of the body as it goes to the client. Takes ownership of {@code data}. */
  void writeBody(ByteBuf data) {
    addResponseBytes(data.readableBytes());
    if (buffer != null && buffer.mustWait()) {
      hold(buffer, data, false);
    } else {
      client().writeData(data, false);
    }
  }

  @Override
  public void onResponseData(ByteBuf data, boolean end) {
    if (finished) {
      data.release();
      return;
    }
    if (intercepted != null) {
      discard(intercepted, data, end);
      return;
    }
    ByteBuf sent = compressed == null ? data : compressed.next(data, end);
    addResponseBytes(sent.readableBytes());
    if (tunnel != null) {
      tunnel.toClient(sent);
      return;
    }
    toClient(sent, end);
  }

  private void toClient(ByteBuf data, boolean end) {
    if (buffer != null && buffer.mustWait()) {
      hold(buffer, data, end);
      return;
    }
    if (end) {
      complete();
      client().writeData(data, true);
      return;
    }
    client().writeData(data, false);
    UpstreamStream stream = stream();
    if (stream != null && buffer == null && !client().isWritable()) {
      stream.pauseRead();
    }
  }

  /** Has a part of the answer wait for its client, but not the server. */
  private void hold(ResponseBuffer waiting, ByteBuf data, boolean end) {
    waiting.add(data);
    UpstreamStream stream = stream();
    if (end) {
      waiting.end();
      received();
    } else if (stream != null && waiting.isFull()) {
      stream.pauseRead();
    }
  }

  /** The server has no more to say, though the client has not taken all of it. */
  private void received() {
    if (attempts != null) {
      attempts.received();
    }
    if (compressed != null) {
      compressed.close();
      compressed = null;
    }
  }

  @Override
  public void onResponseTrailers(HttpHead trailers) {
    if (finished) {
      return;
    }
    if (intercepted != null) {
      replace(intercepted);
      return;
    }
    if (compressed != null) {
      writeBody(compressed.next(Unpooled.EMPTY_BUFFER, true));
    }
    if (buffer != null && !buffer.isEmpty()) {
      buffer.end(trailers);
      received();
      return;
    }
    complete();
    client().writeTrailers(trailers);
  }

  @Override
  public void onResponseReadComplete() {
    if (!finished) {
      if (compressed != null) {
        compressed.onReadComplete();
      }
      client().flush();
    }
  }

  @Override
  public void onClientWritable() {
    ResponseBuffer waiting = buffer;
    if (waiting != null && !finished && !waiting.isEmpty()) {
      waiting.write();
      if (waiting.isFull()) {
        return;
      }
    }
    UpstreamStream stream = stream();
    if (stream != null && !finished) {
      stream.resumeRead();
    }
  }

  @Override
  public void onUpstreamError(ProxyError reason) {
    if (finished || attempts == null) {
      return;
    }
    if (intercepted != null) {
      attempts.takeStream();
      replace(intercepted);
      return;
    }
    attempts.onStreamError(reason);
  }

  @Override
  public void onServerDown() {
    if (attempts != null && intercepted == null) {
      attempts.onServerDown();
    }
  }

  @Override
  public void onUpstreamShutdown() {
    Tunnel open = tunnel;
    if (!finished && open != null) {
      halfClosed(open);
      open.endToClient();
    }
  }

  @Override
  public boolean onEvicted(ProxyError reason) {
    Tunnel open = tunnel;
    if (finished || open == null || !open.end()) {
      return false;
    }
    if (!finished) {
      cancelDeadline();
      deadline = new ExchangeDeadline(() -> fail(reason));
      LoopTimer timer = worker().timer();
      timer.set(deadline, timer.now() + CLOSE_NANOS);
    }
    return true;
  }

  private void halfClosed(Tunnel open) {
    if (open.halfClosed()) {
      finish();
    }
  }

  // ---- answers of our own ----

  /** Answers with the status of {@code reason}, on behalf of a filter. */
  public void refuse(ProxyError reason) {
    fail(reason);
  }

  /**
   * Answers with {@code status}, in the words for it, and with {@code fields} beside those that
   * belong to the words. The connection stays, as the request is a good one.
   *
   * @param reason why, in logs and metrics, and in the words if nobody has said others
   */
  public void refuse(ProxyError reason, int status, HeaderBlock fields) {
    error(reason);
    reply(
        plan().settings().errorPages().reply(reason, status, clientRequest()),
        fields,
        RETRY_SECONDS);
  }

  /** Ends without an answer: the connection is closed, or the stream of HTTP/2 reset. */
  public void drop(ProxyError reason) {
    error(reason);
    abortUpstream(reason);
    finish();
    client().abort(reason);
  }

  /** Answers with the status of {@code reason}, or cuts the answer that has begun. */
  void fail(ProxyError reason) {
    fail(reason, RETRY_SECONDS);
  }

  /** The same; with a 503 the client is told to try again after {@code retrySeconds}. */
  void fail(ProxyError reason, int retrySeconds) {
    if (answered || reason.status() == 0) {
      drop(reason);
      return;
    }
    error(reason);
    abortUpstream(reason);
    if (reason.side() == Side.CLIENT) {
      client().closeAfterResponse();
    }
    ErrorReply answer =
        plan().settings().errorPages().reply(reason, reason.status(), clientRequest());
    reply(answer, HeaderBlock.EMPTY, retrySeconds);
  }

  /**
   * Answers in the server's place.
   *
   * @param fields of the answer, but for its length
   */
  public void reply(int status, HeaderBlock fields, byte[] body) {
    reply(new ErrorReply(status, fields, body), HeaderBlock.EMPTY, RETRY_SECONDS);
  }

  private void reply(ErrorReply answer, HeaderBlock further, int retrySeconds) {
    status(answer.recorded());
    byte[] text = answer.bodyFor(this);
    answered = true;
    if (!isRequestDone()) {
      // The rest of the request is thrown away, and the connection with it.
      client().closeAfterResponse();
    }
    HttpHead head = worker().heads().acquire();
    head.response(answer.status());
    head.add(answer.fields());
    head.add(further);
    LocalReply.complete(head, answer.status(), text.length, retrySeconds);
    completeHead(head);
    ByteBuf data = Unpooled.wrappedBuffer(text);
    if (compressed != null) {
      data = compressed.next(data, true);
    }
    addResponseBytes(clientRequest().method() == HttpMethod.HEAD ? 0 : data.readableBytes());
    complete();
    finish();
    if (text.length > 0) {
      client().writeHead(head, false);
      client().writeData(data, true);
    } else {
      client().writeHead(head, true);
    }
    worker().heads().release(head);
  }

  // ---- end ----

  /** The answer is complete but for its last bytes. */
  void complete() {
    if (attempts != null) {
      attempts.complete();
    }
  }

  private void abortUpstream(ProxyError reason) {
    if (attempts != null) {
      attempts.abort(reason);
    }
  }

  private void cancelDeadline() {
    if (deadline != null) {
      worker().timer().cancel(deadline);
    }
  }

  /** Gives everything back and tells observers. Idempotent. */
  void finish() {
    if (finished) {
      return;
    }
    finished = true;
    connectEnded(worker().clock());
    if (body != null) {
      body.discard();
    }
    cancelDeadline();
    if (compressed != null) {
      compressed.close();
    }
    if (buffer != null) {
      buffer.discard();
    }
    if (attempts != null) {
      attempts.end();
    }
    for (HttpFilter filter : plan().filters().finishing()) {
      filter.onFinish(this);
    }
    services().observer().onFinish(this);
    services().watch().onFinish(this);
    RequestLog log = plan().settings().log();
    if (log != null) {
      log.write(this, worker());
    }
  }
}
