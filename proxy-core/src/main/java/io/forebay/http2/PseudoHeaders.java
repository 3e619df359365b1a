package io.forebay.http2;

import io.forebay.http.HttpHead;

/**
 * The pseudo-headers of one head: their values lie at the beginning of its bytes, in front of the
 * start-line that is made of them. Event loop only.
 */
final class PseudoHeaders {

  private static final byte[] SPACE = {' '};

  private final int[] starts = new int[PseudoHeader.COUNT];
  private final int[] ends = new int[PseudoHeader.COUNT];
  private int present;

  void clear() {
    present = 0;
  }

  boolean has(PseudoHeader header) {
    return (present & 1 << header.ordinal()) != 0;
  }

  /** Copies a value into {@code head}. */
  void put(PseudoHeader header, HttpHead head, byte[] value, int from, int to) {
    present |= 1 << header.ordinal();
    starts[header.ordinal()] = head.end();
    head.appendBytes(value, from, to);
    ends[header.ordinal()] = head.end();
    // For the log, which shows what there is of a head that is refused before its start-line.
    head.appendBytes(SPACE);
  }

  int start(PseudoHeader header) {
    return starts[header.ordinal()];
  }

  int end(PseudoHeader header) {
    return ends[header.ordinal()];
  }
}
