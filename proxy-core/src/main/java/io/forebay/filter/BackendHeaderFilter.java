package io.forebay.filter;

import io.forebay.config.HeadersConfig;
import io.forebay.config.TextTemplate.Scope;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HttpHead;
import org.jspecify.annotations.Nullable;

/** The header changes of a backend: those of requests hold for it alone. */
public final class BackendHeaderFilter implements HttpFilter {

  private final HeaderEdits request;
  private final HeaderEdits response;
  private final boolean editsRequests;

  /**
   * A filter that does what {@code config} says.
   *
   * @param node what this instance is called; null for nothing
   */
  public BackendHeaderFilter(HeadersConfig config, @Nullable String node) {
    this.request = new HeaderEdits(config.request(), Scope.REQUEST, node);
    this.response = new HeaderEdits(config.response(), Scope.RESPONSE, node);
    this.editsRequests = !config.request().isEmpty();
  }

  @Override
  public boolean hearsBackend() {
    return editsRequests;
  }

  @Override
  public void onBackend(Exchange exchange) {
    request.apply(exchange.clientRequest(), exchange);
  }

  @Override
  public void onResponse(Exchange exchange, HttpHead response) {
    this.response.apply(response, exchange);
  }
}
