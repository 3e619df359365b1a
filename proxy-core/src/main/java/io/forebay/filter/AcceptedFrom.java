package io.forebay.filter;

import io.forebay.config.Acceptance;
import io.forebay.exchange.Exchange;

/** Whether a client is believed. Stateless. */
final class AcceptedFrom {
  private AcceptedFrom() {}

  static boolean accepts(Acceptance acceptance, Exchange exchange) {
    return switch (acceptance) {
      case ALWAYS -> true;
      case NEVER -> false;
      case TRUSTED ->
          exchange
              .listener()
              .forwarded()
              .trustedProxies()
              .contains(exchange.client().connection().peer());
    };
  }
}
