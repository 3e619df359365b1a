package io.forebay.exchange;

import io.forebay.backend.Backend;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Outcome;
import io.forebay.backend.Server;
import io.forebay.backend.StickyServer;
import io.forebay.backend.TriedServers;
import io.forebay.config.RetryCondition;
import io.forebay.http.ProxyError;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one exchange: a server is chosen for each, and another one where it failed. One at a
 * time is under way. Event loop only.
 */
final class Attempts extends CurrentTry {

  /*
   *   start --> select --> use --> CurrentTry.begin          to a server with room
   *               |  ^      ^
   *               |  |      +---- tryAgain, Evacuation       from one that has failed
   *               |  +----------- onUnconnected, ServerWait
   *               v
   *            Unserved --> ServerWait, another backend, a server that is down, an error
   */

  private final RetryPolicy policy;
  private final boolean repeatable;
  private @Nullable ServerWait wait;
  private @Nullable Failures failures;

  Attempts(Exchange exchange, Backend backend, RetryPolicy policy) {
    super(exchange, backend);
    this.policy = policy;
    this.repeatable = policy.mayRepeat(exchange.clientRequest(), mostKept());
  }

  /** Bytes of a body that can be kept for another try. */
  private long mostKept() {
    return Math.max(HeldBody.MAX_BYTES, settings().requestBytes());
  }

  /** Whether the request may have to be sent more than once, so that its body is to be kept. */
  boolean mayRepeat() {
    return repeatable
        || (backend().isMultiplexed() && policy.mayMove(exchange().clientRequest(), mostKept()));
  }

  private boolean isStillRepeatable() {
    return repeatable && exchange().isBodyKept();
  }

  // ---- choose a server ----

  /** Begins the first try. */
  void start() {
    select();
  }

  private void select() {
    StickyChoice choice = tried() == null ? choice() : null;
    StickyServer wanted = choice == null ? null : choice.wanted();
    if (wanted == null) {
      selectAny();
      return;
    }
    switch (wanted.take(permit())) {
      case TAKEN -> use(wanted.server());
      case FULL -> {
        if (!waiting().begin(null, wanted)) {
          leaveSticky();
        }
      }
      case NONE -> leaveSticky();
    }
  }

  /** The server that the client has cannot be had: it gets another one, or is told so. */
  void leaveSticky() {
    StickyChoice choice = choice();
    StickyServer wanted = choice == null ? null : choice.wanted();
    if (wanted != null && wanted.always() && wanted.isDown()) {
      exchange().fail(ProxyError.NO_SERVER);
      return;
    }
    if (choice != null) {
      choice.leave();
    }
    selectAny();
  }

  /** What is known of the client's server; null where it matters to nobody. */
  private @Nullable StickyChoice choice() {
    Stickiness sticky = exchange().plan().sticky();
    return sticky == null ? null : StickyChoice.of(exchange(), sticky);
  }

  /** Whether its client is to be served by this server or by none. */
  private boolean isPinned() {
    StickyChoice choice = choice();
    return choice != null && choice.isPinned();
  }

  private void selectAny() {
    TriedServers tried = tried();
    // Another try goes ahead of those who wait for their first.
    boolean mayPick = tried != null || !backend().isAwaited();
    Server picked = mayPick ? reserve(tried, permit()) : null;
    if (picked != null) {
      use(picked);
    } else {
      new Unserved(this).begin();
    }
  }

  /** Chooses among all servers, those that have failed included. */
  void selectAnew() {
    failures().forget();
    select();
  }

  /** A server with a slot and {@code allowed} to use it; null if there is none. */
  @Nullable Server reserve(@Nullable TriedServers tried, Permit allowed) {
    return isPinned() ? null : backend().reserve(key(), tried, allowed);
  }

  /** What the request is balanced by. */
  long key() {
    RequestHash hash = exchange().plan().hash();
    return hash == null ? LoadBalancer.NO_KEY : hash.of(exchange());
  }

  /** The servers that another try avoids; null for none. */
  @Nullable TriedServers tried() {
    return failures == null ? null : failures.tried();
  }

  /** What has failed so far. */
  Failures failures() {
    Failures made = failures;
    if (made == null) {
      made = new Failures(policy);
      failures = made;
    }
    return made;
  }

  /** Takes over the slot that was reserved with {@code allowed}. */
  void use(Server picked, Permit allowed) {
    permit(allowed);
    use(picked);
  }

  /** Takes over the slot that was reserved. */
  void use(Server picked) {
    countRetry(picked);
    boolean fresh = failures != null && failures.needsFreshConnection();
    begin(picked, fresh, !isStillRepeatable());
  }

  /** Only where there is a server for it: until then nothing is tried again. */
  private void countRetry(Server next) {
    RetryReason reason = failures == null ? null : failures.takeReason();
    if (reason != null) {
      exchange().countRetry();
      observer().onRetry(exchange(), reason, next);
    }
  }

  // ---- no server ----

  /** Waits for a server; false if too many do. */
  boolean await(@Nullable TriedServers tried) {
    return waiting().begin(tried, null);
  }

  private ServerWait waiting() {
    ServerWait made = wait;
    if (made == null) {
      made = new ServerWait(this);
      wait = made;
    }
    return made;
  }

  /** Whether a client that ends its half now has given up, rather than said all that it has to. */
  boolean isLeftWaiting() {
    return wait != null && wait.isLong();
  }

  /** How far the try under way has come. */
  Phase phase() {
    if (wait != null && wait.isWaiting()) {
      return Phase.QUEUE;
    }
    return isConnecting() ? Phase.CONNECT : Phase.HEADERS;
  }

  // ---- try again ----

  @Override
  void onUnconnected(ProxyError reason) {
    boolean stay = isPinned() && policy.isOtherServer();
    if (stay || !failures().mayConnectAgain(server(), backend().isHolding())) {
      exchange().fail(reason);
      return;
    }
    failures().connectAgain();
    releaseServer();
    select();
  }

  @Override
  void onDeadline() {
    observer().onFailure(exchange(), ProxyError.TRY_TIMEOUT);
    permit().release(Outcome.TIMEOUT);
    if (!isTriedAgain(RetryCondition.STATUS_504)) {
      exchange().fail(ProxyError.TRY_TIMEOUT);
    }
  }

  /** The server fails, and nothing of its answer has come. */
  @Override
  public void onServerDown() {
    Server from = server();
    if (from != null && !exchange().isFinished()) {
      new Evacuation(this, from).run();
    }
  }

  /** Whether the request is tried again instead of passing an answer of {@code status} on. */
  boolean isRetriedFor(int status) {
    permit().answered(status);
    observer().onAnswer(exchange(), status);
    return switch (status) {
      case 502 -> isTriedAgain(RetryCondition.STATUS_502);
      case 503 -> isTriedAgain(RetryCondition.STATUS_503);
      case 504 -> isTriedAgain(RetryCondition.STATUS_504);
      default -> false;
    };
  }

  /** The stream failed before its answer was complete, and is gone. */
  void onStreamError(ProxyError reason) {
    takeStream();
    permit().failed(reason);
    observer().onFailure(exchange(), reason);
    if (reason == ProxyError.STREAM_REFUSED) {
      onRefused();
      return;
    }
    boolean lost = reason == ProxyError.UPSTREAM_CLOSED || reason == ProxyError.UPSTREAM_RESET;
    boolean reset = lost || reason == ProxyError.STREAM_RESET;
    if (!reset || !mayRepeat(RetryCondition.RESET_IDEMPOTENT)) {
      exchange().fail(reason);
      return;
    }
    if (lost) {
      failures().distrustKept();
    }
    if (!tryAgain(RetryCondition.RESET_IDEMPOTENT, true)) {
      exchange().fail(reason);
    }
  }

  /** The server has not looked at the request: others are asked, whatever its method, then it. */
  private void onRefused() {
    boolean whole = exchange().isBodyKept() && !exchange().isAnswered();
    RetryCondition refused = RetryCondition.REFUSED_STREAM;
    boolean once = failures().mayRepeat(refused);
    boolean others = policy.isOtherServer() && failures().mayMoveOn(refused, server());
    if (!whole || !(once || others) || !tryAgain(refused, once)) {
      exchange().fail(ProxyError.STREAM_REFUSED);
    }
  }

  private boolean isTriedAgain(RetryCondition reason) {
    return stream() != null && mayRepeat(reason) && tryAgain(reason, false);
  }

  private boolean mayRepeat(RetryCondition condition) {
    return isStillRepeatable() && !exchange().isAnswered() && failures().mayRepeat(condition);
  }

  /** Whether the request, which was sent, could be sent elsewhere too. */
  boolean maySendAgain() {
    return stream() != null && isStillRepeatable() && !exchange().isAnswered();
  }

  /** Returns false, with nothing changed, where there is no server left to try, or no budget. */
  private boolean tryAgain(RetryCondition reason, boolean sameServerWillDo) {
    Server other = policy.isOtherServer() ? reserve(failures().avoid(server()), permit()) : null;
    boolean stay = other == null && (sameServerWillDo || !policy.isOtherServer());
    Server next = stay ? again() : other;
    if (next == null || !isAllowed(reason)) {
      permit().end(Outcome.ABANDONED);
      if (other != null) {
        backend().release(other);
      }
      return false;
    }
    failures().repeat(reason, other != null);
    abort(ProxyError.UPSTREAM_CLOSED);
    if (!stay) {
      releaseServer();
    }
    use(next);
    return true;
  }

  /** What a server has not looked at costs it nothing. */
  private boolean isAllowed(RetryCondition reason) {
    return reason == RetryCondition.REFUSED_STREAM
        || policy.budget().tryRetry(worker().clock().nanos());
  }

  /** The server in use once more, if that is permitted. */
  private @Nullable Server again() {
    Server same = server();
    return same != null && permit().acquire(same) ? same : null;
  }

  // ---- end ----

  /** Nothing more is tried: leaves the queue and gives the slot back. */
  void end() {
    answered();
    boolean late = exchange().error() == ProxyError.TOTAL_TIMEOUT;
    permit().end(late ? Outcome.TIMEOUT : Outcome.ABANDONED);
    if (late && server() != null) {
      observer().onFailure(exchange(), ProxyError.TOTAL_TIMEOUT);
    }
    if (wait != null) {
      wait.leave();
    }
    releaseServer();
  }
}
