package io.forebay.inspect;

import io.forebay.exchange.Exchange;
import io.forebay.exchange.ExchangeWatch;
import io.forebay.http.ProxyError;

/** What operators see of the exchanges of one event loop. Event loop only. */
public final class LoopInspection implements ExchangeWatch {

  private final LoopRejections rejections;

  public LoopInspection(LoopRejections rejections) {
    this.rejections = rejections;
  }

  @Override
  public void onFinish(Exchange exchange) {
    ProxyError error = exchange.error();
    if (error != null) {
      rejections.onFinish(exchange, error);
    }
  }
}
