package io.forebay.inspect;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.config.NetworkSet;
import io.forebay.exchange.Exchange;
import io.forebay.http.ConnectionView;
import io.forebay.http.RequestListener;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which connections somebody wants to see: all for which everything holds that is said. Immutable;
 * any event loop.
 *
 * @param listener that they came by; null for any
 * @param backend that one of their requests is under way to; null for any
 * @param server likewise
 * @param clients addresses of their other ends, or of clients behind these that a request is of;
 *     empty for any
 * @param limit how many at most
 */
public record SessionQuery(
    @Nullable String listener,
    @Nullable String backend,
    @Nullable String server,
    NetworkSet clients,
    int limit) {

  /** Whether {@code view}, of a connection to {@code at}, is wanted. */
  public boolean matches(String at, ConnectionView view) {
    return (listener == null || listener.equals(at))
        && isClient(view)
        && ((backend == null && server == null) || isUnderWay(view));
  }

  private boolean isClient(ConnectionView view) {
    InetAddress peer = view.client().peer();
    if (clients.isEmpty() || (peer != null && clients.contains(peer.getAddress()))) {
      return true;
    }
    for (RequestListener it : view.underWay()) {
      byte[] address = it instanceof Exchange exchange ? exchange.clientAddress() : null;
      if (address != null && clients.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private boolean isUnderWay(ConnectionView view) {
    for (RequestListener it : view.underWay()) {
      if (it instanceof Exchange exchange && isWith(exchange)) {
        return true;
      }
    }
    return false;
  }

  private boolean isWith(Exchange exchange) {
    Backend to = exchange.plan().backend();
    Server with = exchange.server();
    return (backend == null || (to != null && to.name().equals(backend)))
        && (server == null || (with != null && with.name().equals(server)));
  }
}
