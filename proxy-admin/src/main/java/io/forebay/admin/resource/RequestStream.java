package io.forebay.admin.resource;

import io.forebay.admin.resource.EventStream.Sink;
import io.forebay.inspect.FinishedRequest;
import io.forebay.inspect.RequestFilter;
import io.forebay.inspect.RequestTail;
import io.forebay.inspect.RequestTails;
import java.util.concurrent.TimeUnit;

/**
 * Sends what somebody follows: events {@code request}, and {@code lost} with how many there was no
 * room for, as he reads too slowly or there are too many. Takes little of the admin event loop at a
 * time. Admin event loop only.
 */
final class RequestStream {

  /** So many are sent at once. */
  private static final int MOST = 64;

  private static final long BUSY_MILLIS = 5;
  private static final long IDLE_MILLIS = 50;

  private final RequestTail tail;
  private final Sink sink;
  private boolean closed;

  private RequestStream(RequestTail tail, Sink sink) {
    this.tail = tail;
    this.sink = sink;
  }

  /** Sends what passes {@code filter} until {@code sink} is closed. */
  static void open(RequestTails tails, RequestFilter filter, Sink sink) {
    RequestTail tail = tails.open(filter);
    if (tail == null) {
      sink.close();
      return;
    }
    RequestStream stream = new RequestStream(tail, sink);
    sink.onClose(stream::end);
    sink.send("open", "{}");
    stream.send();
  }

  private void end() {
    closed = true;
    tail.close();
  }

  private void send() {
    if (closed) {
      return;
    }
    long lost = sink.isWritable() ? tail.takeLost() : 0;
    if (lost > 0) {
      sink.send("lost", "{\"lost\":" + lost + "}");
    }
    int sent = 0;
    while (sent < MOST && sink.isWritable()) {
      FinishedRequest request = tail.poll();
      if (request == null) {
        break;
      }
      sink.send("request", RequestJson.text(request));
      sent++;
    }
    sink.executor()
        .schedule(this::send, sent == MOST ? BUSY_MILLIS : IDLE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
