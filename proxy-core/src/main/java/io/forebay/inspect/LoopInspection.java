package io.forebay.inspect;

import io.forebay.exchange.Exchange;
import io.forebay.exchange.ExchangeWatch;
import io.forebay.http.ProxyError;
import io.forebay.http.Worker;

/** What operators see of the exchanges of one event loop. Event loop only. */
public final class LoopInspection implements ExchangeWatch {

  private final Worker worker;
  private final LoopRejections rejections;
  private final RequestTails tails;

  /** What those of {@code worker} are told to. */
  public LoopInspection(Worker worker, LoopRejections rejections, RequestTails tails) {
    this.worker = worker;
    this.rejections = rejections;
    this.tails = tails;
  }

  @Override
  public void onFinish(Exchange exchange) {
    ProxyError error = exchange.error();
    if (error != null) {
      rejections.onFinish(exchange, error);
    }
    tails.onFinish(exchange, worker);
  }
}
