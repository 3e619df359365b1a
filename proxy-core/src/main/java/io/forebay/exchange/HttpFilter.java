package io.forebay.exchange;

import io.forebay.http.HttpHead;

/**
 * A step of a route that edits or answers requests. Immutable and shared by all event loops: what
 * belongs to one request is in the exchange. Never blocks, never touches a channel.
 */
public interface HttpFilter {

  /** What happens after a filter has seen the request. */
  enum Verdict {
    /** The next filter, then the server. */
    CONTINUE,
    /** The filter has answered by {@link Exchange#reply}. */
    REPLIED
  }

  /** Sees the request on its way to the server, once, however often it is tried. */
  default Verdict onRequest(Exchange exchange) {
    return Verdict.CONTINUE;
  }

  /** Sees the final head on its way to the client, be it the server's or the proxy's own. */
  default void onResponse(Exchange exchange, HttpHead response) {}
}
