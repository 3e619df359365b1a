package io.forebay.exchange;

/** Who looks at what becomes of exchanges. One per event loop; event loop only. */
@FunctionalInterface
public interface ExchangeWatch {

  /** An exchange has ended. The request head is still readable; neither is kept. */
  void onFinish(Exchange exchange);
}
