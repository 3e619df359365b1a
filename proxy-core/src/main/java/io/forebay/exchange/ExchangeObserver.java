package io.forebay.exchange;

import io.forebay.backend.Server;
import io.forebay.http.ProxyError;

/** Is told of every exchange when it has ended. One per event loop; event loop only. */
public interface ExchangeObserver {

  /** An exchange begins. */
  void onStart(Exchange exchange);

  /** An exchange has ended. The request head is still readable; the observer keeps neither. */
  void onFinish(Exchange exchange);

  /** The exchange is about to go on under {@code next}, whose backend stands in for its own. */
  void onFallback(Exchange exchange, RoutePlan next);

  /**
   * The exchange is given to {@link Exchange#server}.
   *
   * @param kept whether there is a connection for it
   */
  void onTry(Exchange exchange, boolean kept);

  /** The exchange is about to be tried again, at {@code next}, because of {@code reason}. */
  void onRetry(Exchange exchange, RetryReason reason, Server next);

  /** A connection for the exchange could not be made. */
  void onConnectError(Exchange exchange);

  /** The server has answered, with a final {@code status}, whatever becomes of that. */
  void onAnswer(Exchange exchange, int status);

  /** The server has failed the exchange on a connection that stood. */
  void onFailure(Exchange exchange, ProxyError reason);
}
