package io.forebay.http;

import io.forebay.util.LoopTimer;

/**
 * How long a client that has its last answer may go on sending: while it does, at most 30 s, and 2
 * s from one read to the next. Event loop only.
 */
public final class LingeringClose {

  private static final long SILENCE_NANOS = 2_000_000_000L;
  private static final long WHOLE_NANOS = 30_000_000_000L;

  private final LoopTimer timer;
  private final LoopTimer.Node deadline;
  private long end;

  public LingeringClose(LoopTimer timer, LoopTimer.Node deadline) {
    this.timer = timer;
    this.deadline = deadline;
  }

  /** Our half is closed: the time begins. */
  public void begin() {
    end = timer.now() + WHOLE_NANOS;
    timer.set(deadline, timer.now() + SILENCE_NANOS);
  }

  /** The client sent something. Returns whether to go on reading. */
  public boolean goOn() {
    long now = timer.now();
    if (now >= end) {
      return false;
    }
    timer.set(deadline, now + SILENCE_NANOS);
    return true;
  }
}
