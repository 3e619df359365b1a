package io.forebay.inspect;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue from one event loop to one reader, neither of which ever waits for the other.
 *
 * @param <T> immutable
 */
final class TailRing<T> {

  /** What it holds at most. */
  static final int CAPACITY = 256;

  // A slot that is not null belongs to the reader, one that is null to the writer.
  private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(CAPACITY);
  private int written;
  private int read;

  /** Adds one; false if it is full. The event loop only. */
  boolean offer(T item) {
    if (slots.getAcquire(written) != null) {
      return false;
    }
    slots.setRelease(written, item);
    written = (written + 1) % CAPACITY;
    return true;
  }

  /** Takes the oldest; null if it is empty. The reader only. */
  @Nullable T poll() {
    T item = slots.getAcquire(read);
    if (item != null) {
      slots.setRelease(read, null);
      read = (read + 1) % CAPACITY;
    }
    return item;
  }
}
