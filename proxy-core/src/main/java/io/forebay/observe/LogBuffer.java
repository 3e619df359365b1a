package io.forebay.observe;

import io.forebay.util.ByteText;

/**
 * Lines of an access log on their way to the file. Belongs to the event loop that fills it, then to
 * the writing thread, which gives it back; the queues between them publish its contents.
 */
final class LogBuffer extends ByteText {

  LogBuffer() {
    // What a line may have is bounded already, and a buffer is handed on once it is full.
    super(Integer.MAX_VALUE);
  }

  /** Milliseconds with three decimals. */
  void putMillis(long nanos) {
    long micros = Math.max(0, nanos) / 1000;
    putNumber(micros / 1000, 1);
    put('.');
    putNumber(micros % 1000, 3);
  }

  void endLine() {
    put('\n');
  }
}
