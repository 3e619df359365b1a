package io.forebay.http;

/**
 * Holds the body of a request to a least rate.
 *
 * <p>The client has {@value #GRACE_SECONDS} s of credit. Waiting for it uses credit up, each byte
 * buys its share of a second back, never above the first amount: a fast start does not pay for a
 * trickle. While reading is paused nothing is used up. Event loop only.
 */
public final class BodyRate {

  /** How long a client may send nothing at all. */
  static final int GRACE_SECONDS = 5;

  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long GRACE_NANOS = GRACE_SECONDS * SECOND_NANOS;

  private final long bytesPerSecond;
  private boolean measuring;
  private boolean paused;
  private long deadline = Long.MAX_VALUE;
  private long left;

  /**
   * A measure of bodies of one connection.
   *
   * @param bytesPerSecond at least 1
   */
  public BodyRate(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** A body begins. */
  public void begin(long now) {
    measuring = true;
    left = GRACE_NANOS;
    deadline = paused ? Long.MAX_VALUE : now + left;
  }

  /** Bytes of it arrived; the first ones begin it if nothing else did. */
  public void received(long now, int bytes) {
    if (!measuring) {
      begin(now);
    }
    left = paused ? left : deadline - now;
    left = Math.min(left + bytes * SECOND_NANOS / bytesPerSecond, GRACE_NANOS);
    deadline = paused ? Long.MAX_VALUE : now + left;
  }

  /** The client is not waited for. */
  public void pause(long now) {
    if (measuring && !paused) {
      left = deadline - now;
      deadline = Long.MAX_VALUE;
    }
    paused = true;
  }

  /** The client is waited for again. */
  public void resume(long now) {
    paused = false;
    if (measuring) {
      deadline = now + left;
    }
  }

  /** The body is over. */
  public void end() {
    measuring = false;
    deadline = Long.MAX_VALUE;
  }

  /** When the credit will be used up; {@link Long#MAX_VALUE} while nothing is measured. */
  public long deadline() {
    return deadline;
  }
}
