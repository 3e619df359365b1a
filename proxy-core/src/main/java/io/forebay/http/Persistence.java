package io.forebay.http;

import io.forebay.util.LoopClock;

/**
 * Whether another request may follow on a client's connection: it has had its number of requests or
 * its time, the client does not want to, or the proxy stops. Event loop only.
 */
public final class Persistence {

  private final DownstreamSettings settings;
  private final LoopClock clock;
  private boolean drained;
  private boolean closingWhenIdle;
  private boolean spent;
  private int requests;
  private long end = Long.MAX_VALUE;

  public Persistence(DownstreamSettings settings, LoopClock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** The time of the connection begins. */
  public void begin() {
    if (settings.keepAliveTimeNanos() > 0) {
      end = clock.recent() + settings.keepAliveTimeNanos();
    }
  }

  /** How many there were. */
  public int requests() {
    return requests;
  }

  /** When the connection closes if it is idle, by the loop's clock. */
  public long end() {
    return end;
  }

  /** Counts a request. Returns whether its answer must be the last. */
  public boolean isLast(HttpHead request) {
    spent = ++requests == settings.keepAliveRequests();
    return spent || drained || !request.isPersistent();
  }

  /** Whether the connection has had its number of requests or its time. */
  public boolean isSpent() {
    spent |= clock.recent() >= end;
    return spent;
  }

  /** From now on each answer is the last. */
  public void drain() {
    drained = true;
  }

  /** From now on the connection closes when it is idle. */
  public void closeWhenIdle() {
    closingWhenIdle = true;
  }

  public boolean isClosingWhenIdle() {
    return closingWhenIdle;
  }
}
