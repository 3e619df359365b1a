package io.forebay.inspect;

import io.forebay.exchange.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who follows requests as they end. Event loops put in what he wants to see as long as
 * there is room, and count the others; one thread takes it out.
 */
public final class RequestTail implements AutoCloseable {

  private final RequestTails owner;
  private final RequestFilter filter;
  private final List<TailRing<FinishedRequest>> rings = new ArrayList<>();
  private final LongAdder lost = new LongAdder();
  private int next;

  RequestTail(RequestTails owner, RequestFilter filter, int workers) {
    this.owner = owner;
    this.filter = filter;
    for (int i = 0; i < workers; i++) {
      rings.add(new TailRing<>());
    }
  }

  boolean wants(Exchange exchange, long nowNanos) {
    return filter.matches(exchange, nowNanos);
  }

  /** Event loop of {@code worker} only. */
  void put(int worker, FinishedRequest request) {
    if (!rings.get(worker).offer(request)) {
      lost.increment();
    }
  }

  /** Takes one, of each event loop in turn; null if there is none. One thread at a time. */
  public @Nullable FinishedRequest poll() {
    for (int i = 0; i < rings.size(); i++) {
      FinishedRequest request = rings.get(next).poll();
      next = (next + 1) % rings.size();
      if (request != null) {
        return request;
      }
    }
    return null;
  }

  /** How many there was no room for since the last call. One thread at a time. */
  public long takeLost() {
    return lost.sumThenReset();
  }

  /** Nothing more is put in. Any thread; idempotent. */
  @Override
  public void close() {
    owner.close(this);
  }
}
