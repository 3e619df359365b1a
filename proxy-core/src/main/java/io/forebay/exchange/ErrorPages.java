package io.forebay.exchange;

import io.forebay.http.GrpcCall;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import java.util.Map;

/**
 * How the proxy words its own errors: by the operator's pages where there are any, to gRPC calls in
 * their own way. Immutable; shared by all event loops.
 */
public final class ErrorPages {

  private final Map<Integer, ErrorPage> byStatus;

  ErrorPages(Map<Integer, ErrorPage> byStatus) {
    this.byStatus = Map.copyOf(byStatus);
  }

  /** What {@code error} is answered with; {@code status} is mostly its own. */
  ErrorReply reply(ProxyError error, int status, HttpHead request) {
    if (GrpcCall.isCall(request)) {
      return GrpcError.reply(error).recordedAs(status);
    }
    ErrorPage page = byStatus.get(status);
    return page == null
        ? ErrorBody.of(request, ErrorBody.ALL).reply(status, error.reason())
        : page.reply(status, request);
  }
}
