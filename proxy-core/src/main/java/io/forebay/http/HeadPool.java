package io.forebay.http;

import java.util.ArrayDeque;

/**
 * The unused heads of one event loop.
 *
 * <p>A connection holds a head only while a message is under way, so an idle one costs none. Heads
 * that grew beyond {@value #MAX_KEPT_BYTES} bytes are left to the collector. Event loop only.
 */
public final class HeadPool {

  private static final int MAX_KEPT = 128;
  private static final int MAX_KEPT_BYTES = 16 * 1024;

  private final ArrayDeque<HttpHead> free = new ArrayDeque<>();

  /** An empty head, to be given back by {@link #release}. */
  public HttpHead acquire() {
    HttpHead head = free.pollLast();
    if (head == null) {
      head = new HttpHead();
    }
    head.reset();
    return head;
  }

  /** Takes {@code head} back; the caller must not touch it again. */
  public void release(HttpHead head) {
    if (free.size() < MAX_KEPT && head.capacity() <= MAX_KEPT_BYTES) {
      free.addLast(head);
    }
  }
}
