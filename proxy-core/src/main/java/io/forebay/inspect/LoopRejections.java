package io.forebay.inspect;

import io.forebay.exchange.Exchange;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.Worker;
import io.forebay.util.Ascii;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop refuses. Of each reason it keeps {@value #MOST} in a second and counts the
 * others: a flood of one kind neither costs much nor washes out what else went wrong. Event loop
 * only.
 */
public final class LoopRejections {

  /** So many of one reason are kept in a second. */
  static final int MOST = 50;

  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_DETAIL = 200;

  /** What is refused by us rather than failed, by a server or by chance. */
  private static final Set<ProxyError> REFUSALS =
      EnumSet.of(
          ProxyError.MALFORMED_REQUEST,
          ProxyError.REQUEST_TIMEOUT,
          ProxyError.METHOD_NOT_ALLOWED,
          ProxyError.BODY_TOO_LARGE,
          ProxyError.EXPECTATION_FAILED,
          ProxyError.URI_TOO_LONG,
          ProxyError.HEAD_TOO_LARGE,
          ProxyError.CODING_NOT_IMPLEMENTED,
          ProxyError.VERSION_NOT_SUPPORTED,
          ProxyError.ACCESS_DENIED,
          ProxyError.UNAUTHORIZED,
          ProxyError.RATE_LIMITED,
          ProxyError.AUTH_OVERLOADED,
          ProxyError.MAINTENANCE,
          ProxyError.NO_ROUTE,
          ProxyError.QUEUE_FULL);

  private static final class Pace {
    private long since;
    private int count;
  }

  private final Rejections all;
  private final Worker worker;
  private final Map<String, Pace> paces = new HashMap<>();

  /** What {@code worker} refuses goes to {@code all}. */
  public LoopRejections(Rejections all, Worker worker) {
    this.all = all;
    this.worker = worker;
  }

  /** An exchange has ended by {@code error}; keeps it if that is a refusal. */
  void onFinish(Exchange exchange, ProxyError error) {
    if (REFUSALS.contains(error) && isWanted(error.label())) {
      byte[] client = exchange.clientAddressText();
      all.add(
          new Rejection(
              0,
              all.clock().instant(),
              exchange.listener().name(),
              Ascii.text(client, 0, client.length),
              error.label(),
              null,
              exchange.status(),
              request(exchange)));
    }
  }

  private static Rejection.Request request(Exchange exchange) {
    HttpHead head = exchange.clientRequest();
    boolean read = RequestParts.isRead(head);
    byte[] bytes = head.bytes();
    int bad = head.failedAt();
    return new Rejection.Request(
        read ? RequestParts.method(head) : null,
        read ? RequestParts.target(head) : null,
        read ? RequestParts.protocol(head) : null,
        RequestParts.host(head),
        exchange.plan().label(),
        bad,
        bad >= 0 && bad < head.end() ? bytes[bad] & 0xff : -1,
        ReceivedBytes.lines(bytes, head.startLine(), end(head), bad));
  }

  /** What we have added comes behind what was received. */
  private static int end(HttpHead head) {
    int received = head.receivedCount();
    return received < head.count() ? head.lineStart(received) : head.end();
  }

  /**
   * A connection is closed before there was a request on it, or as it does not keep to its
   * protocol.
   *
   * @param client its address as text
   * @param reason one of few words, such as {@code tls_timeout}
   * @param detail more about it, of which nothing may be a secret; null for nothing
   */
  public void connection(String listener, String client, String reason, @Nullable String detail) {
    if (isWanted(reason)) {
      boolean longer = detail != null && detail.length() > MAX_DETAIL;
      all.add(
          new Rejection(
              0,
              all.clock().instant(),
              listener,
              client,
              reason,
              longer ? detail.substring(0, MAX_DETAIL) : detail,
              0,
              null));
    }
  }

  private boolean isWanted(String reason) {
    Pace pace = paces.computeIfAbsent(reason, it -> new Pace());
    long now = worker.clock().recent();
    if (pace.count == 0 || now - pace.since >= PERIOD_NANOS) {
      pace.since = now;
      pace.count = 0;
    }
    if (pace.count == MOST) {
      all.leaveOut();
      return false;
    }
    pace.count++;
    return true;
  }
}
