package io.forebay.config;

/**
 * What is changed in the headers of requests to servers and of responses to clients.
 *
 * @param request applied to requests before they go to a server
 * @param response applied to responses, our own error pages and redirects included
 */
public record HeadersConfig(HeaderOps request, HeaderOps response) {
  /** Changes nothing. */
  public static final HeadersConfig EMPTY = new HeadersConfig(HeaderOps.EMPTY, HeaderOps.EMPTY);

  public HeadersConfig {
    request.templates(TextTemplate.Scope.REQUEST);
    response.templates(TextTemplate.Scope.RESPONSE);
  }

  /** Whether it changes nothing. */
  public boolean isEmpty() {
    return request.isEmpty() && response.isEmpty();
  }

  /** Both in one, where the inner one wins; see {@link HeaderOps#merge}. */
  public HeadersConfig merge(HeadersConfig inner) {
    return new HeadersConfig(request.merge(inner.request), response.merge(inner.response));
  }
}
