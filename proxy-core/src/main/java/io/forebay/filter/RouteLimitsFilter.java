package io.forebay.filter;

import io.forebay.config.RouteLimitsConfig;
import io.forebay.exchange.Exchange;
import io.forebay.exchange.HttpFilter;
import io.forebay.http.HeaderBlock;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests whose heads are larger than their route allows, 414 or 431. Heads of HTTP/2
 * count in the form of HTTP/1.1.
 */
public final class RouteLimitsFilter implements HttpFilter {

  private static final int LINE_END = 2;

  private final int requestLine;
  private final int head;
  private final int fields;

  /** A filter that holds requests to {@code config}. */
  public RouteLimitsFilter(RouteLimitsConfig config) {
    requestLine = orAny(config.requestLine());
    head = orAny(config.head());
    fields = orAny(config.fields());
  }

  private static int orAny(@Nullable Integer limit) {
    return limit == null ? Integer.MAX_VALUE : limit;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    HttpHead request = exchange.clientRequest();
    int lines = request.receivedCount();
    int end = lines == 0 ? request.fieldsStart() : request.valueEnd(lines - 1) + LINE_END;
    if (request.fieldsStart() - request.startLine() - LINE_END > requestLine) {
      return refuse(exchange, ProxyError.URI_TOO_LONG);
    }
    if (lines > fields || end + LINE_END - request.startLine() > head) {
      return refuse(exchange, ProxyError.HEAD_TOO_LARGE);
    }
    return Verdict.CONTINUE;
  }

  private static Verdict refuse(Exchange exchange, ProxyError reason) {
    exchange.refuse(reason, reason.status(), HeaderBlock.EMPTY);
    return Verdict.REPLIED;
  }
}
