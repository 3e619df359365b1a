package io.forebay.exchange;

import io.forebay.http.ClientStream;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.RequestListener;
import io.forebay.http.StreamAcceptor;
import java.util.function.Supplier;

/** Starts an exchange for every request of one listener on one event loop. Event loop only. */
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
    exchange.start(end);
    return exchange;
  }

  @Override
  public void onReject(ClientStream stream, HttpHead request, ProxyError error) {
    new Exchange(services, stream, request, plans.get()).reject(error);
  }

  @Override
  public void onAbort(ClientStream stream, HttpHead request, ProxyError error) {
    new Exchange(services, stream, request, plans.get()).abort(error);
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
