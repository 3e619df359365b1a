package io.forebay.exchange;

import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import io.forebay.config.RetryCondition;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one exchange that failed, and whether its policy allows another one. Made at the
 * first failure. Event loop only.
 */
final class Failures {

  private final RetryPolicy policy;
  private @Nullable TriedServers tried;
  private @Nullable RetryReason reason;
  private boolean freshConnection;
  private int repetitions;

  Failures(RetryPolicy policy) {
    this.policy = policy;
  }

  /** The servers that another try avoids; null for none. */
  @Nullable TriedServers tried() {
    return tried;
  }

  /** All servers may be tried again. */
  void forget() {
    tried = new TriedServers();
  }

  /** From now on {@code server}, which failed, is avoided. */
  TriedServers avoid(@Nullable Server server) {
    TriedServers servers = tried;
    if (servers == null) {
      servers = new TriedServers();
      tried = servers;
    }
    if (server != null) {
      servers.add(server);
    }
    return servers;
  }

  /**
   * Notes that no connection to {@code server} could be made; whether to make another one.
   *
   * @param holding whether it waits for a server to come back where none will do
   */
  boolean mayConnectAgain(@Nullable Server server, boolean holding) {
    if (!policy.covers(RetryCondition.CONNECT_FAILURE)) {
      return false;
    }
    if (policy.isOtherServer()) {
      return !avoid(server).isFull() || holding;
    }
    return repetitions++ < policy.attempts();
  }

  /** Whether another server than {@code server} is asked because of {@code condition}. */
  boolean mayMoveOn(RetryCondition condition, @Nullable Server server) {
    return policy.covers(condition) && !avoid(server).isFull();
  }

  /** Whether a request that can be sent twice is sent once more because of {@code condition}. */
  boolean mayRepeat(RetryCondition condition) {
    return policy.covers(condition) && repetitions < policy.attempts();
  }

  /**
   * The next try is because of {@code reason}, and one of those that are counted; but not where the
   * first server has not looked at the request.
   */
  void repeat(RetryCondition reason, boolean elsewhere) {
    if (!elsewhere || reason != RetryCondition.REFUSED_STREAM) {
      repetitions++;
    }
    this.reason = RetryReason.of(reason);
  }

  /**
   * Whether a request may leave its server, which is down: under the rules of a connect that failed
   * where nothing was sent, under those of a reset where something was.
   */
  boolean mayMove(boolean unsent) {
    if (!unsent) {
      return mayRepeat(RetryCondition.RESET_IDEMPOTENT);
    }
    return policy.covers(RetryCondition.CONNECT_FAILURE)
        && (policy.isOtherServer() || repetitions < policy.attempts());
  }

  /** The servers to avoid, should the request leave {@code server}; null if it may not. */
  @Nullable TriedServers triedAnd(Server server) {
    TriedServers servers = TriedServers.with(tried, server);
    return servers.isFull() ? null : servers;
  }

  /** The request leaves its server, which is down; {@code servers} are avoided from now on. */
  void move(boolean unsent, TriedServers servers) {
    if (!unsent || !policy.isOtherServer()) {
      repetitions++;
    }
    tried = servers;
    reason = RetryReason.SERVER_DOWN;
  }

  /** The next try is because no connection could be made. */
  void connectAgain() {
    reason = RetryReason.CONNECT_FAILURE;
  }

  /** Why there is another try, told once; null if it was told or there is none. */
  @Nullable RetryReason takeReason() {
    RetryReason taken = reason;
    reason = null;
    return taken;
  }

  /** A kept connection failed, which says nothing of the others that are kept: takes a new one. */
  void distrustKept() {
    freshConnection = true;
  }

  /** Whether the next try needs a connection of its own. */
  boolean needsFreshConnection() {
    return freshConnection;
  }
}
