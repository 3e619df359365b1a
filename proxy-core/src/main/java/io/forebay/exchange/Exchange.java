package io.forebay.exchange;

import io.forebay.backend.Backend;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import io.forebay.condition.RequestConditions;
import io.forebay.config.RetryCondition;
import io.forebay.http.ClientStream;
import io.forebay.http.Framing;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.http.ProxyError;
import io.forebay.http.RequestListener;
import io.forebay.http.ResponseListener;
import io.forebay.http.Side;
import io.forebay.http1.Http1ClientConnection;
import io.forebay.route.Eligibility;
import io.forebay.upstream.ConnectListener;
import io.forebay.upstream.ConnectionPool;
import io.forebay.util.LoopTimer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, from the request's head to the last byte of the answer.
 *
 * <p>Holds on to the plan it began with, so a reload never changes an exchange. Event loop only.
 */
public final class Exchange
    implements RequestListener, ResponseListener, ConnectListener, Eligibility<RoutePlan> {

  /*
   *   start --> filters --> select --> (connect) --> send --> relay --> finish
   *                           ^                        |
   *                           +---- try again ---------+   the only way back, and only until the
   *                                                        first byte of an answer has passed
   *
   * `finish` runs exactly once, before the last bytes of the answer are handed to the client's
   * stream: that call may start the next request of the same connection, in the same head.
   */
  private static final byte[] NOTHING = {};

  private final ExchangeServices services;
  private final ClientStream client;
  private final HttpHead clientRequest;
  private final ListenerPlan listener;
  private final long startNanos;

  private RoutePlan plan;
  private @Nullable Server server;
  private @Nullable ConnectionPool pool;
  private @Nullable Http1ClientConnection upstream;
  private @Nullable TriedServers tried;
  private @Nullable HeldBody held;
  private @Nullable QueuedExchange waiting;
  private @Nullable ExchangeDeadline totalDeadline;
  private @Nullable ExchangeDeadline tryDeadline;
  private @Nullable ProxyError error;
  private boolean requestDone;
  private boolean repeatable;
  private boolean freshConnection;
  private boolean connecting;
  private boolean responseStarted;
  private boolean tunnel;
  private boolean oneHalfClosed;
  private boolean finished;
  private int status;
  private int attempts;
  private long queueNanos;
  private int retries;
  private long requestBytes;
  private long responseBytes;
  private long connectNanos;
  private long responseNanos;

  Exchange(
      ExchangeServices services,
      ClientStream client,
      HttpHead clientRequest,
      ListenerPlan listener) {
    this.services = services;
    this.client = client;
    this.clientRequest = clientRequest;
    this.listener = listener;
    this.plan = listener.unmatched();
    this.startNanos = services.worker().clock().nanos();
  }

  // ---- what filters and observers see ----

  /** The client's end. */
  public ClientStream client() {
    return client;
  }

  /** The request as it will be sent to the server. */
  public HttpHead clientRequest() {
    return clientRequest;
  }

  /** The plan of the route that was chosen. */
  public RoutePlan plan() {
    return plan;
  }

  /** The listener that the request came by. */
  public ListenerPlan listener() {
    return listener;
  }

  /** The server tried last; null if none was. */
  public @Nullable Server server() {
    return server;
  }

  /** The status that the client was given; 0 if it got none. */
  public int status() {
    return status;
  }

  /** Why it ended other than by a complete answer; null if it did not. */
  public @Nullable ProxyError error() {
    return error;
  }

  /** When the request's head was complete, by the worker's clock. */
  public long startNanos() {
    return startNanos;
  }

  /** How long it has waited for a server to have room, in nanoseconds. */
  public long queueNanos() {
    return queueNanos;
  }

  /** How often it was tried again. */
  public int retries() {
    return retries;
  }

  /** Bytes of the request's body received so far; on a tunnel, those from the client. */
  public long requestBytes() {
    return requestBytes;
  }

  /** Bytes of the answer's body handed to the client so far; on a tunnel, those for it. */
  public long responseBytes() {
    return responseBytes;
  }

  /** Time that making connections took, failed ones included; 0 where one was at hand. */
  public long connectNanos() {
    return connectNanos;
  }

  /** From the start to the head of the server's answer; 0 if there was none. */
  public long responseNanos() {
    return responseNanos;
  }

  // ---- start ----

  /** Routes the request and sends it on. */
  void start(boolean end) {
    requestDone = end;
    HttpHead head = clientRequest;
    RoutePlan found =
        listener
            .routes()
            .match(
                head.bytes(),
                head.authorityStart(),
                head.authorityEnd(),
                head.pathStart(),
                head.pathEnd(),
                this);
    if (found != null) {
      plan = found;
    }
    services.observer().onStart(this);
    if (!isBodyAllowed(head)) {
      fail(ProxyError.BODY_TOO_LARGE);
      return;
    }
    for (HttpFilter filter : plan.filters()) {
      if (filter.onRequest(this) == HttpFilter.Verdict.REPLIED) {
        return;
      }
    }
    Backend backend = plan.backend();
    RetryPolicy retry = plan.retry();
    if (backend == null || retry == null) {
      fail(ProxyError.NO_ROUTE);
      return;
    }
    retry.budget().onRequest(services.worker().index(), startNanos);
    repeatable =
        retry.mayRepeat() && isRepeatable(head) && head.contentLength() <= HeldBody.MAX_BYTES;
    startTotal();
    select(backend);
  }

  @Override
  public boolean accepts(RoutePlan candidate) {
    RequestConditions conditions = candidate.conditions();
    return conditions == null || conditions.hold(client.connection(), clientRequest);
  }

  /** Holds a body without a length to its limit as it comes; one with a length is judged now. */
  private boolean isBodyAllowed(HttpHead head) {
    long allowed = plan.settings().maxRequestBody();
    if (head.framing() == Framing.CHUNKED && allowed < Long.MAX_VALUE) {
      client.limitBody(allowed);
    }
    return head.contentLength() <= allowed;
  }

  /** Answers a request that was refused while it was read. */
  void reject(ProxyError reason) {
    startUnrouted();
    fail(reason);
  }

  /** Ends a request whose client went while its head was read. */
  void abort(ProxyError reason) {
    startUnrouted();
    onClientAbort(reason);
  }

  private void startUnrouted() {
    services.worker().stats().rejected.add(listener.metricId(), 1);
    services.observer().onStart(this);
  }

  private static boolean isRepeatable(HttpHead head) {
    return !head.isUpgrade()
        && (head.method().isIdempotent() || head.indexOf(HeaderId.IDEMPOTENCY_KEY) >= 0);
  }

  // ---- select ----

  private void select(Backend backend) {
    boolean first = tried == null;
    Server reserved = first && backend.isAwaited() ? null : reserve(backend);
    if (reserved != null) {
      use(reserved, backend);
    } else if (first && backend.mayWait()) {
      await(backend);
    } else {
      fail(error == null ? ProxyError.NO_SERVER : error);
    }
  }

  private @Nullable Server reserve(Backend backend) {
    return backend.reserve(key(), tried);
  }

  private long key() {
    RequestHash hash = plan.hash();
    return hash == null ? LoadBalancer.NO_KEY : hash.of(client.connection(), clientRequest);
  }

  // ---- wait for a server ----

  private void await(Backend backend) {
    QueuedExchange place = new QueuedExchange(this, services.worker(), backend.queue(), key());
    if (!place.join(backend.queueSettings().max(), plan.settings().queueNanos())) {
      fail(ProxyError.QUEUE_FULL);
      return;
    }
    waiting = place;
    if (!requestDone) {
      client.pauseRead();
    }
  }

  /** The wait is over: with a server, or because the proxy stops. */
  void onTurn(QueuedExchange place) {
    Server granted = place.granted();
    Backend backend = plan.backend();
    if (finished || granted == null || backend == null) {
      if (granted != null && backend != null) {
        backend.release(granted);
      } else if (!finished) {
        endWait(place);
        fail(ProxyError.DRAIN_DEADLINE);
      }
      return;
    }
    endWait(place);
    use(granted, backend);
  }

  void onQueueTimeout() {
    fail(ProxyError.QUEUE_TIMEOUT);
  }

  private void endWait(QueuedExchange place) {
    queueNanos += services.worker().clock().recent() - place.sinceNanos();
    waiting = null;
  }

  private void leaveQueue() {
    QueuedExchange place = waiting;
    if (place != null) {
      endWait(place);
      place.leave();
    }
  }

  // ---- connect ----

  /** Takes over the slot that was reserved. */
  private void use(Server picked, Backend backend) {
    server = picked;
    ConnectionPool chosen = services.pools().of(picked);
    pool = chosen;
    Http1ClientConnection idle = freshConnection ? null : chosen.poll(!repeatable);
    if (idle != null) {
      send(idle);
    } else {
      if (!requestDone) {
        client.pauseRead();
      }
      connecting = true;
      connectNanos -= services.worker().clock().nanos();
      chosen.connect(backend.settings(), connectMillis(), this);
    }
    startTry();
  }

  /** A connect may take no longer than the whole try. */
  private int connectMillis() {
    int millis = plan.settings().connectMillis();
    long tryNanos = plan.settings().perTryNanos();
    return tryNanos == 0 ? millis : (int) Math.min(millis, Math.max(1, tryNanos / 1_000_000));
  }

  // ---- deadlines ----

  private void startTotal() {
    long nanos = plan.settings().totalNanos();
    if (nanos > 0) {
      totalDeadline = new ExchangeDeadline(() -> fail(ProxyError.TOTAL_TIMEOUT));
      services.worker().timer().set(totalDeadline, startNanos + nanos);
    }
  }

  private void startTry() {
    long nanos = plan.settings().perTryNanos();
    if (nanos == 0 || finished) {
      return;
    }
    ExchangeDeadline deadline = tryDeadline;
    if (deadline == null) {
      deadline = new ExchangeDeadline(this::onTryDeadline);
      tryDeadline = deadline;
    }
    LoopTimer timer = services.worker().timer();
    timer.set(deadline, timer.now() + nanos);
  }

  private void onTryDeadline() {
    if (!requestDone) {
      // It is the client that keeps the server waiting, and its own deadline that ends that.
      startTry();
    } else if (upstream != null
        && !(mayRepeat(RetryCondition.STATUS_504) && tryAgain(RetryCondition.STATUS_504, false))) {
      fail(ProxyError.TRY_TIMEOUT);
    }
  }

  private void cancel(@Nullable ExchangeDeadline deadline) {
    if (deadline != null) {
      services.worker().timer().cancel(deadline);
    }
  }

  @Override
  public void onConnected(Http1ClientConnection connection) {
    connectEnded();
    if (finished) {
      connection.close();
      return;
    }
    send(connection);
  }

  @Override
  public void onConnectFailed(ProxyError reason) {
    connectEnded();
    if (finished) {
      return;
    }
    if (reason.side() == Side.SELF) {
      // No server is to blame, and no other would do better.
      fail(reason);
      return;
    }
    services.observer().onConnectError(this);
    error = reason;
    Backend backend = plan.backend();
    RetryPolicy retry = plan.retry();
    if (backend == null || retry == null || !mayConnectAgain(retry)) {
      fail(reason);
      return;
    }
    retries++;
    services.observer().onRetry(this, RetryCondition.CONNECT_FAILURE);
    leaveServer();
    select(backend);
  }

  private boolean mayConnectAgain(RetryPolicy retry) {
    if (!retry.covers(RetryCondition.CONNECT_FAILURE)) {
      return false;
    }
    if (retry.isOtherServer()) {
      avoidServer();
      return tried != null && !tried.isFull();
    }
    return attempts++ < retry.attempts();
  }

  private void avoidServer() {
    TriedServers servers = tried;
    if (servers == null) {
      servers = new TriedServers();
      tried = servers;
    }
    if (server != null) {
      servers.add(server);
    }
  }

  private void connectEnded() {
    if (connecting) {
      connecting = false;
      connectNanos += services.worker().clock().nanos();
    }
  }

  // ---- send ----

  private void send(Http1ClientConnection connection) {
    upstream = connection;
    error = null;
    connection.begin(this, plan.settings().serverNanos());
    HeldBody body = held;
    connection.writeHead(clientRequest, requestDone && (body == null || body.isEmpty()));
    if (body != null) {
      sendHeld(connection, body);
    }
    connection.flush();
    if (!requestDone && connection.isWritable()) {
      // Reading may have paused for an earlier try, or until there was a connection.
      client.resumeRead();
    }
  }

  private void sendHeld(Http1ClientConnection connection, HeldBody body) {
    repeatable &= body.bytes() <= HeldBody.MAX_BYTES;
    body.writeTo(connection, requestDone, repeatable);
    if (!repeatable) {
      held = null;
    }
  }

  // ---- the request's body ----

  @Override
  public void onRequestData(ByteBuf data, boolean end) {
    if (finished) {
      data.release();
      return;
    }
    requestDone |= end;
    requestBytes += data.readableBytes();
    Http1ClientConnection connection = upstream;
    if (connection == null) {
      hold(data);
      if (!end) {
        client.pauseRead();
      }
      return;
    }
    if (repeatable && !responseStarted) {
      keepForRetry(data);
    }
    connection.writeData(data, end && !tunnel);
    if (!connection.isWritable()) {
      client.pauseRead();
    }
  }

  private void hold(ByteBuf data) {
    held().add(data);
  }

  private HeldBody held() {
    HeldBody body = held;
    if (body == null) {
      body = new HeldBody();
      held = body;
    }
    return body;
  }

  /** Keeps a copy of bytes about to be sent, until they are too many to be kept. */
  private void keepForRetry(ByteBuf data) {
    if (held().bytes() + data.readableBytes() > HeldBody.MAX_BYTES) {
      repeatable = false;
      discardHeld();
    } else {
      held().addCopy(data);
    }
  }

  @Override
  public void onRequestTrailers(HttpHead trailers) {
    if (finished) {
      return;
    }
    requestDone = true;
    Http1ClientConnection connection = upstream;
    if (connection == null || repeatable) {
      held().end(trailers);
    }
    if (connection != null) {
      connection.writeTrailers(trailers);
      connection.flush();
    }
  }

  @Override
  public void onRequestReadComplete() {
    Http1ClientConnection connection = upstream;
    if (connection != null && !finished) {
      connection.flush();
    }
  }

  @Override
  public void onUpstreamWritable() {
    if (!finished) {
      client.resumeRead();
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
      error = reason;
      abortUpstream(reason);
      finish();
    }
  }

  // ---- the answer ----

  @Override
  public void onInterimHead(HttpHead head) {
    if (!finished) {
      client.writeHead(head, false);
    }
  }

  @Override
  public void onResponseHead(HttpHead head, boolean end) {
    if (finished) {
      return;
    }
    if (head.status() >= 502 && head.status() <= 504 && retryStatus(head.status())) {
      return;
    }
    status = head.status();
    responseStarted = true;
    cancel(tryDeadline);
    responseNanos = services.worker().clock().recent() - startNanos;
    discardHeld();
    if (head.framing() == Framing.TUNNEL) {
      beginTunnel(head);
      return;
    }
    filterResponse(head);
    if (end) {
      complete();
    }
    client.writeHead(head, end);
  }

  private void beginTunnel(HttpHead head) {
    tunnel = true;
    cancel(totalDeadline);
    requestDone = false;
    client.tunnelNanos(plan.settings().tunnelNanos());
    client.writeHead(head, false);
    client.flush();
  }

  private void filterResponse(HttpHead head) {
    HttpFilter[] filters = plan.filters();
    for (int i = filters.length - 1; i >= 0; i--) {
      filters[i].onResponse(this, head);
    }
  }

  @Override
  public void onResponseData(ByteBuf data, boolean end) {
    if (finished) {
      data.release();
      return;
    }
    responseBytes += data.readableBytes();
    if (end && !tunnel) {
      complete();
      client.writeData(data, true);
      return;
    }
    client.writeData(data, false);
    Http1ClientConnection connection = upstream;
    if (connection != null && !client.isWritable()) {
      connection.pauseRead();
    }
  }

  @Override
  public void onResponseTrailers(HttpHead trailers) {
    if (!finished) {
      complete();
      client.writeTrailers(trailers);
    }
  }

  @Override
  public void onResponseReadComplete() {
    if (!finished) {
      client.flush();
    }
  }

  @Override
  public void onClientWritable() {
    Http1ClientConnection connection = upstream;
    if (connection != null && !finished) {
      connection.resumeRead();
    }
  }

  @Override
  public void onUpstreamError(ProxyError reason) {
    if (finished) {
      return;
    }
    upstream = null;
    if (isReset(reason) && mayRepeat(RetryCondition.RESET_IDEMPOTENT)) {
      // A kept connection that failed says nothing of the others that are kept: take a new one.
      freshConnection = true;
      tryAgain(RetryCondition.RESET_IDEMPOTENT, true);
      return;
    }
    fail(reason);
  }

  private static boolean isReset(ProxyError reason) {
    return reason == ProxyError.UPSTREAM_CLOSED || reason == ProxyError.UPSTREAM_RESET;
  }

  // ---- tunnel ----

  @Override
  public void onClientShutdown() {
    Http1ClientConnection connection = upstream;
    if (!finished && connection != null) {
      halfClosed();
      connection.writeData(Unpooled.EMPTY_BUFFER, true);
    }
  }

  @Override
  public void onUpstreamShutdown() {
    if (!finished) {
      halfClosed();
      client.writeData(Unpooled.EMPTY_BUFFER, true);
    }
  }

  private void halfClosed() {
    if (oneHalfClosed) {
      finish();
    }
    oneHalfClosed = true;
  }

  // ---- try again ----

  private boolean retryStatus(int received) {
    RetryCondition condition =
        switch (received) {
          case 502 -> RetryCondition.STATUS_502;
          case 503 -> RetryCondition.STATUS_503;
          default -> RetryCondition.STATUS_504;
        };
    Http1ClientConnection connection = upstream;
    if (connection == null || !mayRepeat(condition)) {
      return false;
    }
    return tryAgain(condition, false);
  }

  private boolean mayRepeat(RetryCondition condition) {
    RetryPolicy retry = plan.retry();
    return retry != null
        && !responseStarted
        && repeatable
        && retry.covers(condition)
        && attempts < retry.attempts();
  }

  /** Returns false, with nothing changed, where there is no server left to try. */
  private boolean tryAgain(RetryCondition reason, boolean sameServerWillDo) {
    RetryPolicy retry = plan.retry();
    Backend backend = plan.backend();
    if (retry == null || backend == null) {
      return false;
    }
    Server other = null;
    if (retry.isOtherServer()) {
      avoidServer();
      other = reserve(backend);
    }
    boolean stay = other == null && (sameServerWillDo || !retry.isOtherServer());
    Server next = stay ? server : other;
    long now = services.worker().clock().nanos();
    if (next == null || !retry.budget().tryRetry(now)) {
      if (other != null) {
        backend.release(other);
      }
      if (sameServerWillDo) {
        fail(ProxyError.UPSTREAM_CLOSED);
      }
      return false;
    }
    attempts++;
    retries++;
    services.observer().onRetry(this, reason);
    abortUpstream(ProxyError.UPSTREAM_CLOSED);
    if (!stay) {
      leaveServer();
    }
    use(next, backend);
    return true;
  }

  private void leaveServer() {
    Server left = server;
    Backend backend = plan.backend();
    if (left != null && pool != null && backend != null) {
      pool = null;
      backend.release(left);
    }
  }

  // ---- end ----

  /** The answer is complete but for its last bytes: gives the connection back and finishes. */
  private void complete() {
    Http1ClientConnection connection = upstream;
    ConnectionPool from = pool;
    Backend backend = plan.backend();
    upstream = null;
    finish();
    if (connection != null && from != null && backend != null) {
      from.release(connection, backend.settings());
    }
  }

  /** Answers with the status of {@code reason}, on behalf of a filter. */
  public void refuse(ProxyError reason) {
    fail(reason);
  }

  /** Answers with the status of {@code reason}, or cuts the answer that has begun. */
  private void fail(ProxyError reason) {
    error = reason;
    abortUpstream(reason);
    if (responseStarted || reason.status() == 0) {
      finish();
      client.abort(reason);
      return;
    }
    if (reason.side() == Side.CLIENT) {
      client.closeAfterResponse();
    }
    ErrorReply answer = plan.settings().errorPages().reply(reason, clientRequest);
    reply(answer.status(), answer.body(), answer.fields(), null, NOTHING);
  }

  /**
   * Answers in the server's place.
   *
   * @param field a field to add, with {@code value}; null for none
   */
  public void reply(int status, byte[] body, @Nullable HeaderId field, byte[] value) {
    reply(status, body, body.length > 0 ? LocalReply.TEXT : LocalReply.BARE, field, value);
  }

  private void reply(
      int status, byte[] body, HeaderBlock fields, @Nullable HeaderId field, byte[] value) {
    this.status = status;
    responseStarted = true;
    if (!requestDone) {
      // The rest of the request is thrown away, and the connection with it.
      client.closeAfterResponse();
    }
    HttpHead head = services.worker().heads().acquire();
    LocalReply.head(head, status, fields, body.length);
    if (field != null) {
      head.add(field, value);
    }
    filterResponse(head);
    responseBytes = clientRequest.method() == HttpMethod.HEAD ? 0 : body.length;
    finish();
    if (body.length > 0) {
      client.writeHead(head, false);
      client.writeData(Unpooled.wrappedBuffer(body), true);
    } else {
      client.writeHead(head, true);
    }
    services.worker().heads().release(head);
  }

  private void abortUpstream(ProxyError reason) {
    Http1ClientConnection connection = upstream;
    if (connection != null) {
      upstream = null;
      connection.abort(reason);
    }
  }

  private void discardHeld() {
    if (held != null) {
      held.discard();
      held = null;
    }
  }

  private void finish() {
    if (finished) {
      return;
    }
    finished = true;
    connectEnded();
    discardHeld();
    cancel(tryDeadline);
    cancel(totalDeadline);
    leaveQueue();
    leaveServer();
    services.observer().onFinish(this);
    RequestLog log = plan.settings().log();
    if (log != null) {
      log.write(this, services.worker());
    }
  }
}
