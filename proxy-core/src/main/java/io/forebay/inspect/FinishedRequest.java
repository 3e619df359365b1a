package io.forebay.inspect;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.FilterNote;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.util.Ascii;
import io.forebay.util.ByteText;
import io.forebay.util.TextEscape;
import org.jspecify.annotations.Nullable;

/**
 * A request that has ended, for those who follow them. Immutable; texts of the client's are masked
 * and escaped.
 *
 * @param atMillis when it ended, in milliseconds since 1970
 * @param client its address; {@code unix:} for a unix socket
 * @param backend null where it concerned none
 * @param server the last that was tried; null for none
 * @param line null where the request line could not be read
 * @param status of the answer; 0 for none
 * @param reason why it did not end by a complete answer; null where it did
 * @param requestId what it goes by; null for nothing
 */
public record FinishedRequest(
    long atMillis,
    String client,
    String listener,
    String route,
    @Nullable String backend,
    @Nullable String server,
    @Nullable Line line,
    int status,
    @Nullable String reason,
    int retries,
    Sizes sizes,
    Times times,
    @Nullable String requestId) {

  private static final int MAX_ID = 128;
  private static final byte[] REQUEST_ID = Ascii.bytes("x-request-id");

  /**
   * The request line.
   *
   * @param host empty where none was read
   */
  public record Line(String method, String target, String protocol, String host) {

    static @Nullable Line of(HttpHead head) {
      return RequestParts.isRead(head)
          ? new Line(
              RequestParts.method(head),
              RequestParts.target(head),
              RequestParts.protocol(head),
              RequestParts.host(head))
          : null;
    }
  }

  /** Bytes of the bodies. */
  public record Sizes(long request, long response) {}

  /** Nanoseconds, as in the access log; 0 where there was no such phase. */
  public record Times(long queue, long connect, long response, long total) {}

  /** That of {@code exchange}, which has ended now. */
  static FinishedRequest of(Exchange exchange, long nowNanos) {
    byte[] client = exchange.clientAddressText();
    Backend backend = exchange.plan().backend();
    Server server = exchange.server();
    ProxyError error = exchange.error();
    return new FinishedRequest(
        System.currentTimeMillis(),
        Ascii.text(client, 0, client.length),
        exchange.listener().name(),
        exchange.plan().label(),
        backend == null ? null : backend.name(),
        server == null ? null : server.name(),
        Line.of(exchange.clientRequest()),
        exchange.status(),
        error == null ? null : error.label(),
        exchange.retries(),
        new Sizes(exchange.requestBytes(), exchange.responseBytes()),
        new Times(
            exchange.queueNanos(),
            exchange.connectNanos(),
            exchange.responseNanos(),
            nowNanos - exchange.startNanos()),
        requestId(exchange));
  }

  private static @Nullable String requestId(Exchange exchange) {
    if (exchange.note(FilterNote.REQUEST_ID) instanceof byte[] number) {
      return Ascii.text(number, 0, number.length);
    }
    HttpHead head = exchange.clientRequest();
    int line = head.indexOfReceived(REQUEST_ID, 0);
    if (line < 0) {
      return null;
    }
    ByteText text = new ByteText(MAX_ID);
    TextEscape.LOG.put(text, head.bytes(), head.valueStart(line), head.valueEnd(line));
    return text.toString();
  }
}
