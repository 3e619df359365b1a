package io.forebay.exchange;

/** Is told of every exchange when it has ended. One per event loop; event loop only. */
public interface ExchangeObserver {

  /** An exchange begins. */
  void onStart(Exchange exchange);

  /** An exchange has ended. The request head is still readable; the observer keeps neither. */
  void onFinish(Exchange exchange);

  /** The exchange is about to go on under {@code next}, whose backend stands in for its own. */
  void onFallback(Exchange exchange, RoutePlan next);

  /** The exchange is about to be tried again because of {@code reason}. */
  void onRetry(Exchange exchange, RetryReason reason);

  /** A connection for the exchange could not be made. */
  void onConnectError(Exchange exchange);
}
