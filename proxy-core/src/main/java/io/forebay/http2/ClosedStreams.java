package io.forebay.http2;

/**
 * Remembers the streams that ended last, since their frames may still be on their way: those of
 * streams that we have reset are dropped, others are an error of the peer (RFC 9113 section 5.1).
 * Event loop only.
 */
final class ClosedStreams {

  /** How a stream that is not open came to its end, as far as it is remembered. */
  enum End {
    UNKNOWN,
    REGULAR,
    RESET_BY_US
  }

  private static final int SIZE = 128;

  private final int[] streams = new int[SIZE];
  private int next;

  /** Notes that {@code stream}, above 0, has ended. */
  void add(int stream, boolean resetByUs) {
    streams[next] = resetByUs ? -stream : stream;
    next = (next + 1) % SIZE;
  }

  End of(int stream) {
    for (int closed : streams) {
      if (closed == stream) {
        return End.REGULAR;
      }
      if (closed == -stream) {
        return End.RESET_BY_US;
      }
    }
    return End.UNKNOWN;
  }
}
