package io.forebay.exchange;

import io.forebay.backend.Backend;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Outcome;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import io.forebay.backend.Waiter;
import io.forebay.config.RetryCondition;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.Side;
import io.forebay.http.UpstreamStream;
import io.forebay.http.Worker;
import io.forebay.upstream.ConnectListener;
import io.forebay.upstream.Connecting;
import io.forebay.upstream.ConnectionPool;
import io.forebay.util.LoopTimer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one exchange: a server with room, waited for if need be, a connection to it, and
 * another one of each where that failed. Holds the slot of one server at a time. Event loop only.
 */
final class Attempts implements ConnectListener {

  /** A client that ends its half with its request does so sooner. */
  private static final long PATIENCE_NANOS = 1_000_000_000L;

  /**
   * Who is held tries servers that have failed once more after this, if nobody says they are back.
   */
  private static final long TRY_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Exchange exchange;
  private final Backend backend;
  private final RetryPolicy policy;
  private final boolean repeatable;
  private Permit permit = new Permit();
  private @Nullable Server reserved;
  private boolean tunnel;
  private @Nullable UpstreamStream stream;
  private @Nullable Connecting connecting;
  private @Nullable QueuedExchange waiting;
  private @Nullable QueuedExchange waited;
  private @Nullable Failures failures;
  private @Nullable ExchangeDeadline deadline;

  Attempts(Exchange exchange, Backend backend, RetryPolicy policy) {
    this.exchange = exchange;
    this.backend = backend;
    this.policy = policy;
    this.repeatable = policy.mayRepeat() && isRepeatable(exchange.clientRequest());
  }

  private static boolean isRepeatable(HttpHead head) {
    return !head.isUpgrade()
        && (head.method().isIdempotent() || head.indexOf(HeaderId.IDEMPOTENCY_KEY) >= 0)
        && head.contentLength() <= HeldBody.MAX_BYTES;
  }

  /** Whether the request may be sent more than once, if all of its body can be kept. */
  boolean isRepeatable() {
    return repeatable;
  }

  /** Where the request goes; null while there is no connection. */
  @Nullable UpstreamStream stream() {
    return stream;
  }

  private Worker worker() {
    return exchange.services().worker();
  }

  private RouteSettings settings() {
    return exchange.plan().settings();
  }

  // ---- choose a server ----

  /** Begins the first try. */
  void start() {
    select();
  }

  private void select() {
    TriedServers tried = tried();
    // Another try goes ahead of those who wait for their first.
    boolean mayPick = tried != null || !backend.isAwaited();
    Server picked = mayPick ? reserve(tried, permit) : null;
    if (picked != null) {
      use(picked);
    } else if (isStoodInFor()) {
      fallBack(exchange.plan().fallback());
    } else if (backend.mayWait(tried())) {
      await(tried());
    } else {
      goOnUnserved(ProxyError.NO_SERVER);
    }
  }

  /** Whether another backend can take what no server here can. */
  private boolean isStoodInFor() {
    RoutePlan fallback = exchange.plan().fallback();
    return fallback != null && !backend.mayServe(tried()) && fallback.mayServe();
  }

  /** Does not wait, or no longer: tries servers that are down, or another backend, or fails. */
  private void goOnUnserved(ProxyError reason) {
    RoutePlan fallback = exchange.plan().fallback();
    Server last = backend.reserveLastResort(key(), tried(), permit);
    if (last != null) {
      use(last);
    } else if (fallback != null && !backend.mayServe(tried())) {
      fallBack(fallback);
    } else {
      failUnserved(reason);
    }
  }

  private void fallBack(@Nullable RoutePlan next) {
    if (next != null) {
      answered();
      exchange.fallBack(next);
    }
  }

  /** A server with a slot and {@code allowed} to use it; null if there is none. */
  private @Nullable Server reserve(@Nullable TriedServers tried, Permit allowed) {
    return backend.reserve(key(), tried, allowed);
  }

  private @Nullable TriedServers tried() {
    return failures == null ? null : failures.tried();
  }

  private Failures failures() {
    Failures made = failures;
    if (made == null) {
      made = new Failures(policy);
      failures = made;
    }
    return made;
  }

  /** Ends for want of a server; after a try that failed, as that did. */
  private void failUnserved(ProxyError reason) {
    ProxyError earlier = exchange.error();
    long nanos = backend.mayServe(null) ? -1 : backend.nanosToHalfOpen();
    if (earlier != null) {
      exchange.fail(earlier);
    } else if (nanos >= 0) {
      exchange.fail(ProxyError.CIRCUIT_OPEN, (int) (nanos / NANOS_PER_SECOND) + 1);
    } else {
      exchange.fail(reason);
    }
  }

  private long key() {
    RequestHash hash = exchange.plan().hash();
    return hash == null
        ? LoadBalancer.NO_KEY
        : hash.of(exchange.client().connection(), exchange.clientRequest());
  }

  // ---- wait for one ----

  private void await(@Nullable TriedServers tried) {
    QueuedExchange place =
        new QueuedExchange(this, worker(), backend.queue(), key(), tried, new Permit());
    if (waited != null) {
      place.returnTo(waited);
    }
    long nanos = Math.max(0, settings().queueNanos() - exchange.queueNanos());
    boolean again = tried != null && backend.isHolding();
    if (!place.join(
        backend.queueSettings().max(), again ? Math.min(nanos, TRY_AGAIN_NANOS) : nanos)) {
      goOnUnserved(ProxyError.QUEUE_FULL);
      return;
    }
    waiting = place;
    exchange.pauseRequest();
  }

  /** The wait is over: with a server, or because there will be none. */
  void onTurn(QueuedExchange place) {
    Server granted = place.granted();
    if (exchange.isFinished()) {
      if (granted != null) {
        place.permit().end(Outcome.ABANDONED);
        backend.release(granted);
      }
      return;
    }
    endWait(place);
    if (granted != null) {
      permit = place.permit();
      use(granted);
    } else if (place.dismissal() == Waiter.Dismissal.STOPPING) {
      exchange.fail(ProxyError.DRAIN_DEADLINE);
    } else {
      goOnUnserved(ProxyError.NO_SERVER);
    }
  }

  void onQueueTimeout(QueuedExchange place) {
    endWait(place);
    if (exchange.queueNanos() < settings().queueNanos()) {
      failures().forget();
      select();
    } else {
      exchange.error(null);
      goOnUnserved(ProxyError.QUEUE_TIMEOUT);
    }
  }

  /** Whether a client that ends its half now has given up, rather than said all that it has to. */
  boolean isLeftWaiting() {
    return waiting != null && exchange.queueNanos() + waiting.waitedNanos() > PATIENCE_NANOS;
  }

  private void endWait(QueuedExchange place) {
    exchange.addQueueNanos(place.waitedNanos());
    waiting = null;
    waited = place;
  }

  // ---- connect ----

  /** Takes over the slot that was reserved. */
  private void use(Server picked) {
    countRetry();
    reserved = picked;
    exchange.server(picked);
    ConnectionPool pool = exchange.services().pools().of(picked);
    boolean fresh = failures != null && failures.needsFreshConnection();
    UpstreamStream idle = fresh ? null : pool.poll(!isStillRepeatable());
    permit.usesKept(idle != null);
    if (idle != null) {
      send(idle);
    } else {
      exchange.pauseRequest();
      exchange.connectBegan(worker().clock());
      connecting = pool.connect(backend.settings(), connectMillis(), this);
    }
    startTry();
  }

  /** Only where there is a server for it: until then nothing is tried again. */
  private void countRetry() {
    RetryReason reason = failures == null ? null : failures.takeReason();
    if (reason != null) {
      exchange.countRetry();
      exchange.services().observer().onRetry(exchange, reason);
    }
  }

  /** A connect may take no longer than the whole try. */
  private int connectMillis() {
    int millis = settings().connectMillis();
    long tryNanos = settings().perTryNanos();
    return tryNanos == 0 ? millis : (int) Math.min(millis, Math.max(1, tryNanos / 1_000_000));
  }

  @Override
  public void onConnected(UpstreamStream connected) {
    connecting = null;
    exchange.connectEnded(worker().clock());
    if (exchange.isFinished()) {
      connected.abort(ProxyError.CLIENT_GONE);
    } else {
      send(connected);
    }
  }

  private void send(UpstreamStream to) {
    stream = to;
    exchange.error(null);
    to.begin(exchange, settings().serverNanos());
    exchange.writeRequest(to);
  }

  @Override
  public void onConnectFailed(ProxyError reason) {
    connecting = null;
    exchange.connectEnded(worker().clock());
    if (exchange.isFinished()) {
      return;
    }
    if (reason.side() == Side.SELF) {
      // No server is to blame, and no other would do better.
      exchange.fail(reason);
      return;
    }
    permit.release(Outcome.CONNECT_FAILURE);
    exchange.services().observer().onConnectError(exchange);
    exchange.error(reason);
    if (!failures().mayConnectAgain(reserved, backend.isHolding())) {
      exchange.fail(reason);
      return;
    }
    failures().connectAgain();
    releaseServer();
    select();
  }

  // ---- the deadline of a try ----

  private void startTry() {
    if (settings().perTryNanos() > 0 && !exchange.isFinished()) {
      if (deadline == null) {
        deadline = new ExchangeDeadline(this::onTryDeadline);
      }
      LoopTimer timer = worker().timer();
      timer.set(deadline, timer.now() + settings().perTryNanos());
    }
  }

  private void onTryDeadline() {
    if (!exchange.isRequestDone()) {
      // It is the client that keeps the server waiting, and its own deadline that ends that.
      startTry();
    } else if (stream != null) {
      permit.release(Outcome.TIMEOUT);
      if (!isTriedAgain(RetryCondition.STATUS_504)) {
        exchange.fail(ProxyError.TRY_TIMEOUT);
      }
    }
  }

  /** The answer has begun: there will be no other try. */
  void answered() {
    if (deadline != null) {
      worker().timer().cancel(deadline);
    }
  }

  // ---- try again ----

  /** Whether the request is tried again instead of passing an answer of {@code status} on. */
  boolean isRetriedFor(int status) {
    permit.answered(status);
    return switch (status) {
      case 502 -> isTriedAgain(RetryCondition.STATUS_502);
      case 503 -> isTriedAgain(RetryCondition.STATUS_503);
      case 504 -> isTriedAgain(RetryCondition.STATUS_504);
      default -> false;
    };
  }

  /** The stream failed before its answer was complete, and is gone. */
  void onStreamError(ProxyError reason) {
    stream = null;
    permit.failed(reason);
    boolean reset = reason == ProxyError.UPSTREAM_CLOSED || reason == ProxyError.UPSTREAM_RESET;
    if (!reset || !mayRepeat(RetryCondition.RESET_IDEMPOTENT)) {
      exchange.fail(reason);
      return;
    }
    failures().distrustKept();
    if (!tryAgain(RetryCondition.RESET_IDEMPOTENT, true)) {
      exchange.fail(reason);
    }
  }

  private boolean isTriedAgain(RetryCondition reason) {
    return stream != null && mayRepeat(reason) && tryAgain(reason, false);
  }

  private boolean mayRepeat(RetryCondition condition) {
    return isStillRepeatable() && !exchange.isAnswered() && failures().mayRepeat(condition);
  }

  private boolean isStillRepeatable() {
    return repeatable && exchange.isBodyKept();
  }

  /** Returns false, with nothing changed, where there is no server left to try, or no budget. */
  private boolean tryAgain(RetryCondition reason, boolean sameServerWillDo) {
    Server other = policy.isOtherServer() ? reserve(failures().avoid(reserved), permit) : null;
    boolean stay = other == null && (sameServerWillDo || !policy.isOtherServer());
    Server next = stay ? again() : other;
    if (next == null || !policy.budget().tryRetry(worker().clock().nanos())) {
      permit.end(Outcome.ABANDONED);
      if (other != null) {
        backend.release(other);
      }
      return false;
    }
    failures().repeat(reason);
    abort(ProxyError.UPSTREAM_CLOSED);
    if (!stay) {
      releaseServer();
    }
    use(next);
    return true;
  }

  /** The server in use once more, if that is permitted. */
  private @Nullable Server again() {
    Server same = reserved;
    return same != null && permit.acquire(same) ? same : null;
  }

  // ---- leave a server that is down ----

  /** The server fails, and nothing of its answer has come: goes to a better one if there is one. */
  @Override
  public void onServerDown() {
    Server from = reserved;
    boolean unsent = connecting != null;
    if (from == null || exchange.isFinished() || !mayMove(unsent)) {
      return;
    }
    TriedServers without = failures().triedAnd(from);
    Permit allowed = new Permit();
    Server next = without == null ? null : reserve(without, allowed);
    if (next == null) {
      // Where it is it may still be answered.
      return;
    }
    if (!isBetter(next, from)) {
      allowed.end(Outcome.ABANDONED);
      backend.release(next);
      return;
    }
    failures().move(unsent, without);
    leave();
    permit = allowed;
    use(next);
  }

  private boolean mayMove(boolean unsent) {
    boolean sendable = unsent || (stream != null && isStillRepeatable() && !exchange.isAnswered());
    return sendable && failures().mayMove(unsent);
  }

  /** Another server that fails too, or may, is not worth a try. */
  private static boolean isBetter(Server next, Server from) {
    return next.state().isEligible() && (!next.isAvoided() || !from.state().isEligible());
  }

  /** Gives up the try under way: a late answer is dropped with its connection. */
  private void leave() {
    Connecting begun = connecting;
    if (begun != null) {
      connecting = null;
      begun.cancel();
      exchange.connectEnded(worker().clock());
      permit.release(Outcome.CONNECT_FAILURE);
    }
    abort(ProxyError.RESPONSE_TIMEOUT);
    permit.release(Outcome.TIMEOUT);
    releaseServer();
  }

  // ---- end ----

  /** The answer is complete but for its last bytes: finishes and gives the connection back. */
  void complete() {
    UpstreamStream used = takeStream();
    exchange.finish();
    if (used != null) {
      used.release(backend.settings().idleNanos(), backend.settings().idleConnections());
    }
  }

  private @Nullable UpstreamStream takeStream() {
    UpstreamStream taken = stream;
    stream = null;
    return taken;
  }

  /** Ends the stream if there is one. */
  void abort(ProxyError reason) {
    UpstreamStream cut = takeStream();
    if (cut != null) {
      cut.abort(reason);
    }
  }

  /** The connection has become a tunnel. */
  void beginTunnel() {
    tunnel = true;
    if (reserved != null) {
      reserved.tunnelOpened();
    }
    permit.end(Outcome.ANSWERED);
  }

  /** Nothing more is tried: leaves the queue and gives the slot back. */
  void end() {
    answered();
    boolean late = exchange.error() == ProxyError.TOTAL_TIMEOUT;
    permit.end(late ? Outcome.TIMEOUT : Outcome.ABANDONED);
    QueuedExchange place = waiting;
    if (place != null) {
      endWait(place);
      place.leave();
    }
    releaseServer();
  }

  private void releaseServer() {
    Server left = reserved;
    if (left != null) {
      reserved = null;
      if (tunnel) {
        left.tunnelClosed();
      }
      backend.release(left);
    }
  }
}
