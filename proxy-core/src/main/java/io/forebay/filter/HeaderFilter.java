package io.forebay.filter;

import io.forebay.config.HeadersConfig;
import io.forebay.config.TextTemplate.Scope;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HttpHead;
import org.jspecify.annotations.Nullable;

/**
 * Removes, sets and adds header fields both ways, in that order. Applies to the proxy's own answers
 * as well, so that a security header is never missing from an error.
 */
public final class HeaderFilter implements HttpFilter {

  private final HeaderEdits request;
  private final HeaderEdits response;

  /**
   * A filter that does what {@code config} says.
   *
   * @param node what this instance is called; null for nothing
   */
  public HeaderFilter(HeadersConfig config, @Nullable String node) {
    this.request = new HeaderEdits(config.request(), Scope.REQUEST, node);
    this.response = new HeaderEdits(config.response(), Scope.RESPONSE, node);
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    request.apply(exchange.clientRequest(), exchange);
    return Verdict.CONTINUE;
  }

  @Override
  public void onResponse(Exchange exchange, HttpHead response) {
    this.response.apply(response, exchange);
  }
}
