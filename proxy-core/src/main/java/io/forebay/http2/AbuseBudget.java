package io.forebay.http2;

/**
 * Bounds what a peer may have a connection do that is of no use to anybody: each such act costs,
 * useful work and time pay back, and a peer that has spent everything is cut off. Event loop only.
 *
 * <p>A budget holds {@value #FULL} at most and gains {@value #PER_SECOND} a second.
 */
final class AbuseBudget {

  /** What costs, and how much. */
  enum Act {
    /** A stream that the peer gives up, on which work was begun (CVE-2023-44487). */
    RESET(10),
    /** A stream that we had to reset or refuse because of what the peer did (CVE-2025-8671). */
    VIOLATION(10),
    /** A request that was refused as it came; half of it is paid back when it is answered. */
    REFUSAL(20),
    SETTINGS(20),
    PING(5),
    PRIORITY(5),
    /** DATA with nothing in it, and no end. */
    EMPTY_DATA(10),
    WINDOW_UPDATE(1),
    CONTINUATION(20),
    /** What may have been on its way when we reset its stream, or may not. */
    LATE(2),
    UNKNOWN(5);

    private final int cost;

    Act(int cost) {
      this.cost = cost;
    }
  }

  static final int FULL = 2000;
  static final int PER_SECOND = 100;

  /** What a message that came to its end pays back. */
  static final int MESSAGE = 10;

  /** What a frame of a body pays back, for the windows that are opened in return. */
  static final int FRAME = 2;

  private static final long TOKEN_NANOS = 1_000_000_000L / PER_SECOND;

  private int left = FULL;
  private long paidUntil;

  /** A full budget at the time {@code now}. */
  AbuseBudget(long now) {
    paidUntil = now;
  }

  /** Pays for {@code act}; false if there is not enough left. */
  boolean spend(Act act, long now) {
    left -= act.cost;
    if (left >= 0) {
      return true;
    }
    // Time is looked at only when all else is used up, which it never is for most.
    long gained = (now - paidUntil) / TOKEN_NANOS;
    paidUntil += gained * TOKEN_NANOS;
    left = (int) Math.min(left + gained, FULL);
    return left >= 0;
  }

  /** Pays back for something useful. */
  void earn(int tokens) {
    left = Math.min(left + tokens, FULL);
  }
}
