package io.forebay.observe;

import io.forebay.backend.Server;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.ExchangeObserver;
import io.forebay.exchange.RetryReason;
import io.forebay.exchange.RoutePlan;
import io.forebay.http.ProxyError;
import io.forebay.http.Worker;
import io.forebay.stats.LoopStats;
import io.forebay.stats.RouteErrors;
import io.forebay.stats.ServerCount;

/** Counts exchanges in the cells of their event loop. Event loop only. */
public final class MetricsObserver implements ExchangeObserver {

  private static final int SWITCHING_PROTOCOLS = 101;

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
  public void onTry(Exchange exchange, boolean kept) {
    count(exchange, ServerCount.TRIES);
    if (kept) {
      count(exchange, ServerCount.REUSES);
    }
    Server server = exchange.server();
    if (server != null) {
      stats.servers.raise(ServerCount.MOST_IN_FLIGHT.cell(server.id()), server.inFlight());
    }
  }

  @Override
  public void onRetry(Exchange exchange, RetryReason reason, Server next) {
    stats.retries.add(reason.ordinal(), 1);
    boolean again = exchange.server() == next;
    count(exchange, again ? ServerCount.RETRIES : ServerCount.REDISPATCHES);
  }

  @Override
  public void onConnectError(Exchange exchange) {
    count(exchange, ServerCount.CONNECT_ERRORS);
  }

  @Override
  public void onAnswer(Exchange exchange, int status) {
    count(exchange, ServerCount.answers(status));
  }

  @Override
  public void onFailure(Exchange exchange, ProxyError reason) {
    switch (reason) {
      case UPSTREAM_CLOSED, UPSTREAM_RESET, STREAM_RESET, STREAM_CANCELLED, RESPONSE_TRUNCATED ->
          count(exchange, ServerCount.RESETS);
      case RESPONSE_TIMEOUT, TRY_TIMEOUT, TOTAL_TIMEOUT -> count(exchange, ServerCount.TIMEOUTS);
      case MALFORMED_RESPONSE, UPGRADE_UNSUPPORTED -> count(exchange, ServerCount.BAD_ANSWERS);
      default -> {
        // Not of its doing, such as a drain, or nothing that is wrong, such as a refused stream.
      }
    }
  }

  @Override
  public void onFinish(Exchange exchange) {
    int route = exchange.plan().metricId();
    Server server = exchange.server();
    stats.requestsFinished.add(route, 1);
    int id = server == null ? LoopStats.NO_SERVER : server.id();
    stats.requests(route, id).record(exchange.status(), nanos(exchange));
    addTimes(exchange, route, id);
    ProxyError error = exchange.error();
    if (error != null) {
      stats.errors.add(RouteErrors.cell(route, error.ordinal()), 1);
    }
  }

  /** A tunnel may last for days, which tells nothing of how fast its server answers. */
  private long nanos(Exchange exchange) {
    return exchange.status() == SWITCHING_PROTOCOLS
        ? exchange.responseNanos()
        : worker.clock().recent() - exchange.startNanos();
  }

  private void addTimes(Exchange exchange, int route, int server) {
    long queued = exchange.queueNanos();
    if (queued > 0) {
      stats.queued.add(route, 1);
      stats.queueNanos.add(route, queued);
      stats.servers.add(ServerCount.QUEUE_NANOS.cell(server), queued);
    }
    if (exchange.connectNanos() > 0) {
      stats.servers.add(ServerCount.CONNECT_NANOS.cell(server), exchange.connectNanos());
    }
    stats.servers.add(ServerCount.RESPONSE_NANOS.cell(server), exchange.responseNanos());
  }

  private void count(Exchange exchange, ServerCount what) {
    Server server = exchange.server();
    if (server != null) {
      stats.servers.add(what.cell(server.id()), 1);
    }
  }
}
