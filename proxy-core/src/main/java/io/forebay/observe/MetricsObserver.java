package io.forebay.observe;

import io.forebay.backend.Server;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.ExchangeObserver;
import io.forebay.exchange.RetryReason;
import io.forebay.exchange.RoutePlan;
import io.forebay.http.ProxyError;
import io.forebay.http.Worker;
import io.forebay.stats.LoopStats;

/** Counts exchanges in the cells of their event loop. Event loop only. */
public final class MetricsObserver implements ExchangeObserver {

  private final Worker worker;
  private final LoopStats stats;

  /** An observer for the exchanges of {@code worker}. */
  public MetricsObserver(Worker worker) {
    this.worker = worker;
    this.stats = worker.stats();
  }

  @Override
  public void onStart(Exchange exchange) {
    stats.requestsStarted.add(exchange.plan().metricId(), 1);
  }

  @Override
  public void onFallback(Exchange exchange, RoutePlan next) {
    stats.requestsFinished.add(exchange.plan().metricId(), 1);
    stats.requestsStarted.add(next.metricId(), 1);
  }

  @Override
  public void onFinish(Exchange exchange) {
    int route = exchange.plan().metricId();
    long nanos = worker.clock().recent() - exchange.startNanos();
    stats.requestsFinished.add(route, 1);
    stats.requests(route, serverId(exchange)).record(exchange.status(), nanos);
    ProxyError error = exchange.error();
    if (error != null) {
      stats.errors.add(error.ordinal(), 1);
    }
  }

  @Override
  public void onRetry(Exchange exchange, RetryReason reason) {
    stats.retries.add(reason.ordinal(), 1);
  }

  @Override
  public void onConnectError(Exchange exchange) {
    stats.connectErrors.add(serverId(exchange), 1);
  }

  private static int serverId(Exchange exchange) {
    Server server = exchange.server();
    return server == null ? LoopStats.NO_SERVER : server.id();
  }
}
