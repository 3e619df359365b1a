package io.forebay.inspect;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.Phase;
import io.forebay.util.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * A request under way as it was a moment ago. Immutable; texts of the client's are masked and
 * escaped.
 *
 * @param client the address that decisions are made by
 * @param backend null where it goes to none
 * @param server that it is with, or was the last time; null for none
 * @param line null where the request line could not be read
 * @param sizes of the bodies as far as they have passed
 */
public record SessionRequest(
    String client,
    String route,
    @Nullable String backend,
    @Nullable String server,
    FinishedRequest.@Nullable Line line,
    Phase phase,
    long ageNanos,
    int retries,
    FinishedRequest.Sizes sizes) {

  /** That of {@code exchange}. Its event loop only. */
  static SessionRequest of(Exchange exchange, long nowNanos) {
    byte[] client = exchange.clientAddressText();
    Backend backend = exchange.plan().backend();
    Server server = exchange.server();
    return new SessionRequest(
        Ascii.text(client, 0, client.length),
        exchange.plan().label(),
        backend == null ? null : backend.name(),
        server == null ? null : server.name(),
        FinishedRequest.Line.of(exchange.clientRequest()),
        exchange.phase(),
        nowNanos - exchange.startNanos(),
        exchange.retries(),
        new FinishedRequest.Sizes(exchange.requestBytes(), exchange.responseBytes()));
  }
}
