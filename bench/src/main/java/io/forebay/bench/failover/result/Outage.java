package io.forebay.bench.failover.result;

/**
 * A time in which a server was not as it should be.
 *
 * @param server its index, from 0
 * @param kind what was wrong
 * @param fromNanos just before it began
 * @param goneNanos when nothing of the process was left: one that is killed keeps its sockets for
 *     some milliseconds; otherwise as {@code fromNanos}
 * @param toNanos when it was over: for a process that was started again, when it listened
 * @param lastAttemptNanos when the proxy was last seen trying the server; 0 where that was not
 *     watched
 */
public record Outage(
    int server, Kind kind, long fromNanos, long goneNanos, long toNanos, long lastAttemptNanos) {

  /** What happened to the server. */
  public enum Kind {
    /** Its process ended: it refuses connections. */
    DEAD,
    /** Its process was stopped: connections are accepted by the kernel, and nothing comes back. */
    HUNG,
    /** It answers, but badly. */
    FAILING,
    /** It was asked for no more requests. */
    DRAINED
  }

  /** Whether that time is within it. */
  public boolean contains(long nanos) {
    return nanos - fromNanos >= 0 && nanos - toNanos < 0;
  }

  /** Whether the server was drained all the time. */
  boolean isIn(Outage drain) {
    return drain.kind() == Kind.DRAINED
        && kind != Kind.DRAINED
        && server == drain.server()
        && fromNanos - drain.fromNanos() >= 0
        && toNanos - drain.toNanos() <= 0;
  }
}
