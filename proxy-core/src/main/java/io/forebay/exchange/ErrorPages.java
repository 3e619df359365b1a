package io.forebay.exchange;

import io.forebay.http.GrpcCall;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the proxy words its own errors: by the operator's pages where there are any, to gRPC calls in
 * their own way. Immutable; shared by all event loops.
 */
public final class ErrorPages {

  /** In the proxy's own words. */
  private static final String SAID = "the server answered with this status";

  private static final int FIRST_ERROR = 400;

  private final Map<Integer, ErrorPage> byStatus;
  private final BitSet intercepted;

  /**
   * @param intercepted statuses of servers' answers that are replaced; not changed any more
   */
  ErrorPages(Map<Integer, ErrorPage> byStatus, BitSet intercepted) {
    this.byStatus = Map.copyOf(byStatus);
    this.intercepted = intercepted;
  }

  /**
   * What stands in for a server's answer with {@code status}; null where it is passed on. Calls of
   * gRPC make their own sense of such an answer.
   */
  @Nullable ErrorReply inPlaceOf(int status, HttpHead request) {
    if (status < FIRST_ERROR || !intercepted.get(status) || GrpcCall.isCall(request)) {
      return null;
    }
    return reply(status, SAID, request);
  }

  /** What {@code error} is answered with; {@code status} is mostly its own. */
  ErrorReply reply(ProxyError error, int status, HttpHead request) {
    if (GrpcCall.isCall(request)) {
      return GrpcError.reply(error).recordedAs(status);
    }
    return reply(status, error.reason(), request);
  }

  private ErrorReply reply(int status, String reason, HttpHead request) {
    ErrorPage page = byStatus.get(status);
    return page == null
        ? ErrorBody.of(request, ErrorBody.ALL).reply(status, reason)
        : page.reply(status, request);
  }
}
