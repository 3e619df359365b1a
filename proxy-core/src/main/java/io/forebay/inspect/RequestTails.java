package io.forebay.inspect;

import io.forebay.exchange.Exchange;
import io.forebay.http.Worker;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Those who follow requests as they end, at most {@value #MOST}. Any thread. */
public final class RequestTails {

  public static final int MOST = 8;

  private static final RequestTail[] NOBODY = {};

  private final int workers;
  private volatile RequestTail[] open = NOBODY;

  /** Nobody yet. */
  public RequestTails(int workers) {
    this.workers = workers;
  }

  /** Whether nobody else may follow now. */
  public boolean isFull() {
    return open.length == MOST;
  }

  /** Begins to follow what passes {@code filter}; null if too many follow already. */
  public synchronized @Nullable RequestTail open(RequestFilter filter) {
    if (isFull()) {
      return null;
    }
    RequestTail tail = new RequestTail(this, filter, workers);
    RequestTail[] more = Arrays.copyOf(open, open.length + 1);
    more[open.length] = tail;
    open = more;
    return tail;
  }

  synchronized void close(RequestTail tail) {
    open = Arrays.stream(open).filter(it -> it != tail).toArray(RequestTail[]::new);
  }

  /** An exchange of {@code worker} has ended. Its event loop only; one look if nobody follows. */
  void onFinish(Exchange exchange, Worker worker) {
    RequestTail[] all = open;
    if (all.length > 0) {
      tell(all, exchange, worker);
    }
  }

  private static void tell(RequestTail[] all, Exchange exchange, Worker worker) {
    long now = worker.clock().recent();
    FinishedRequest request = null;
    for (RequestTail tail : all) {
      if (tail.wants(exchange, now)) {
        if (request == null) {
          request = FinishedRequest.of(exchange, now);
        }
        tail.put(worker.index(), request);
      }
    }
  }
}
