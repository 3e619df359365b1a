package io.forebay.inspect;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The last {@value #KEPT} requests that were refused: at most 5 MiB. Any thread; what adds to it on
 * event loops never waits.
 */
public final class Rejections {

  public static final int KEPT = 1000;

  private final Clock clock;
  private final AtomicLong last = new AtomicLong();
  private final AtomicReferenceArray<Rejection> kept = new AtomicReferenceArray<>(KEPT);
  private final LongAdder leftOut = new LongAdder();

  /** None yet; they are given the time of {@code clock}. */
  public Rejections(Clock clock) {
    this.clock = clock;
  }

  Clock clock() {
    return clock;
  }

  /** Keeps one more, in place of the oldest where there are too many. */
  void add(Rejection rejection) {
    long number = last.incrementAndGet();
    kept.setRelease((int) (number % KEPT), rejection.numbered(number));
  }

  /** One more was not kept, as there are too many of its kind at a time. */
  void leaveOut() {
    leftOut.increment();
  }

  /** How many were not kept, as there were too many of their kind at a time. */
  public long leftOut() {
    return leftOut.sum();
  }

  /**
   * Those with a number above {@code number}, the oldest first; all that are kept for 0, and for a
   * number that there is none of yet: it comes from a process before this one.
   */
  public List<Rejection> since(long number) {
    boolean all = number > last.get();
    List<Rejection> found = new ArrayList<>();
    for (int i = 0; i < KEPT; i++) {
      Rejection rejection = kept.getAcquire(i);
      if (rejection != null && (all || rejection.number() > number)) {
        found.add(rejection);
      }
    }
    found.sort(Comparator.comparingLong(Rejection::number));
    return found;
  }
}
