package io.forebay.bench.failover.client;

/**
 * A request and what became of it. Written by the client's thread, read by others when that has
 * ended. Times are those of {@link System#nanoTime}.
 */
public final class Request {
  private final long number;
  private final long scheduledNanos;
  private long endNanos;
  private int status;
  private Outcome outcome = Outcome.TIMEOUT;

  /** Request {@code number}, to be sent at {@code scheduledNanos}. */
  public Request(long number, long scheduledNanos) {
    this.number = number;
    this.scheduledNanos = scheduledNanos;
  }

  /** Notes the end. */
  public void end(Outcome outcome, int status, long endNanos) {
    this.outcome = outcome;
    this.status = status;
    this.endNanos = endNanos;
  }

  /** Its number, in the order of sending. */
  public long number() {
    return number;
  }

  /** Every fifth request is a POST, which must not be executed twice; the others are GETs. */
  public boolean isPost() {
    return number % 5 == 0;
  }

  /** Every other request has a connection of its own. */
  public boolean isFresh() {
    return number / 5 % 2 == 0;
  }

  /** When it was to be sent. */
  public long scheduledNanos() {
    return scheduledNanos;
  }

  /** When the answer was complete or all hope lost. */
  public long endNanos() {
    return endNanos;
  }

  /** From the time it was to be sent to its end. */
  public long latencyNanos() {
    return endNanos - scheduledNanos;
  }

  /** The status of the answer; 0 without one. */
  public int status() {
    return status;
  }

  public Outcome outcome() {
    return outcome;
  }

  public boolean isOk() {
    return outcome == Outcome.OK;
  }

  /** What the client sends before the length and the body. */
  String head(String host) {
    String line = isPost() ? "POST /orders/" : "GET /items/";
    String close = isFresh() ? "Connection: close\r\n" : "";
    return line + number + " HTTP/1.1\r\nHost: " + host + "\r\n" + close;
  }

  String body() {
    return isPost() ? "order " + number + ", ".repeat(40) : "";
  }

  @Override
  public String toString() {
    return (isPost() ? "POST " : "GET ") + number + ' ' + outcome + ' ' + status;
  }
}
