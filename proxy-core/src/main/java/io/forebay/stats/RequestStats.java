package io.forebay.stats;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Finished exchanges of one route with one server on one event loop. One thread records, any thread
 * reads.
 */
public final class RequestStats {

  /** Classes of statuses: none, 1xx to 5xx. */
  public static final int CLASSES = 6;

  private static final int PER_CLASS = 100;

  /** Made when the first status of a class is seen: most routes only ever see two or three. */
  private final AtomicLongArray[] byClass = new AtomicLongArray[CLASSES];

  private final AtomicLongArray classes = new AtomicLongArray(CLASSES);
  private final LatencyHistogram duration = new LatencyHistogram();

  /** Records one exchange: its final status, 0 if there was none, and how long it took. */
  public void record(int status, long nanos) {
    int ofClass = status / PER_CLASS;
    AtomicLongArray row = byClass[ofClass];
    if (row == null) {
      row = new AtomicLongArray(PER_CLASS);
      byClass[ofClass] = row;
    }
    classes.setOpaque(ofClass, classes.getPlain(ofClass) + 1);
    int cell = status % PER_CLASS;
    row.setOpaque(cell, row.getPlain(cell) + 1);
    duration.record(nanos);
  }

  /** How many exchanges ended with {@code status}, 0 to 599; 0 stands for no answer. */
  public long count(int status) {
    AtomicLongArray row = byClass[status / PER_CLASS];
    return row == null ? 0 : row.getOpaque(status % PER_CLASS);
  }

  /**
   * How many exchanges ended with a status of a class.
   *
   * @param ofClass 1 to 5, or 0 for no answer
   */
  public long countClass(int ofClass) {
    return classes.getOpaque(ofClass);
  }

  /** How long they took. */
  public LatencyHistogram duration() {
    return duration;
  }
}
