package io.forebay.exchange;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes of bodies that are kept, over all event loops: of requests, so that they can be
 * sent once more, and of whatever is buffered. Touched by no other request. Any thread.
 */
public final class ReplayMemory {

  private static final long MOST_BYTES = 64L * 1024 * 1024;
  private static final int SHARE_OF_HEAP = 16;

  private final long maxBytes;
  private final AtomicLong used = new AtomicLong();

  /** At most {@code maxBytes}. */
  public ReplayMemory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * That of this process: 64 MiB, or a sixteenth of the largest heap if that is less, since direct
   * memory is as large as the heap may become.
   */
  public static ReplayMemory ofProcess() {
    return new ReplayMemory(Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
  }

  /** Bytes kept now. */
  public long used() {
    return used.get();
  }

  /** Takes {@code bytes}, to be given back by {@link #release}; false if there is no room. */
  boolean tryReserve(long bytes) {
    if (used.addAndGet(bytes) <= maxBytes) {
      return true;
    }
    release(bytes);
    return false;
  }

  void release(long bytes) {
    used.addAndGet(-bytes);
  }
}
