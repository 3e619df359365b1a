package io.forebay.exchange;

import io.forebay.http.ClientStream;
import io.forebay.http.Framing;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.RequestListener;
import io.forebay.http.StreamAcceptor;
import java.util.function.Supplier;

/**
 * Starts an exchange for every request of one listener on one event loop: finds its route, and has
 * its filters see it. Event loop only.
 */
public final class ExchangeAcceptor implements StreamAcceptor {

  private final ExchangeServices services;
  private final Supplier<ListenerPlan> plans;
  private final HttpHead noRequest = new HttpHead();

  /** An acceptor that asks {@code plans} for the listener's plan at each request. */
  public ExchangeAcceptor(ExchangeServices services, Supplier<ListenerPlan> plans) {
    this.services = services;
    this.plans = plans;
  }

  @Override
  public RequestListener onRequest(ClientStream stream, HttpHead request, boolean end) {
    Exchange exchange = new Exchange(services, stream, request, plans.get());
    if (!end) {
      exchange.expectBody();
    }
    route(exchange);
    services.observer().onStart(exchange);
    if (!isBodyAllowed(exchange)) {
      exchange.fail(ProxyError.BODY_TOO_LARGE);
    } else {
      exchange.pass();
    }
    return exchange;
  }

  private static void route(Exchange exchange) {
    HttpHead head = exchange.clientRequest();
    RoutePlan found =
        exchange
            .listener()
            .routes()
            .match(
                head.bytes(),
                head.authorityStart(),
                head.authorityEnd(),
                head.pathStart(),
                head.pathEnd(),
                exchange);
    if (found != null) {
      exchange.plan(found.of(exchange));
    }
  }

  /** Holds a body without a length to its limit as it comes; one with a length is judged now. */
  private static boolean isBodyAllowed(Exchange exchange) {
    HttpHead head = exchange.clientRequest();
    long allowed = exchange.plan().settings().maxRequestBody();
    if (head.framing() == Framing.CHUNKED && allowed < Long.MAX_VALUE) {
      exchange.client().limitBody(allowed);
    }
    return head.contentLength() <= allowed;
  }

  @Override
  public void onReject(ClientStream stream, HttpHead request, ProxyError error) {
    unrouted(stream, request).fail(error);
  }

  @Override
  public void onAbort(ClientStream stream, HttpHead request, ProxyError error) {
    unrouted(stream, request).onClientAbort(error);
  }

  private Exchange unrouted(ClientStream stream, HttpHead request) {
    Exchange exchange = new Exchange(services, stream, request, plans.get());
    services.worker().stats().rejected.add(exchange.listener().metricId(), 1);
    services.observer().onStart(exchange);
    return exchange;
  }

  @Override
  public void onEmpty(ClientStream stream) {
    ListenerPlan plan = plans.get();
    services.worker().stats().emptyConnections.add(plan.metricId(), 1);
    RequestLog log = plan.unmatched().settings().log();
    if (log != null && !log.skipsEmptyConnections()) {
      noRequest.reset();
      log.write(new Exchange(services, stream, noRequest, plan), services.worker());
    }
  }
}
