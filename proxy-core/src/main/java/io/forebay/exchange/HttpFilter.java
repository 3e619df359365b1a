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
    /** The filter has answered by {@link Exchange#reply} or {@link Exchange#refuse}. */
    REPLIED,
    /**
     * The request waits: the filter calls {@link Exchange#resume}, or answers, later on the same
     * event loop. Its client may go meanwhile.
     */
    SUSPENDED
  }

  /** Sees the request on its way to the server, once, however often it is tried. */
  default Verdict onRequest(Exchange exchange) {
    return Verdict.CONTINUE;
  }

  /**
   * The client has ended its half while this filter has the request wait. It has gone, or has said
   * all that it has to and still reads an answer.
   */
  default void onClientShutdown(Exchange exchange) {}

  /** Whether it is told by {@link #onBackend}; asked once, when the route is made. */
  default boolean hearsBackend() {
    return false;
  }

  /**
   * The request is about to go to the backend of its plan, behind every filter. What is changed in
   * its head now is undone before it falls back to another backend.
   */
  default void onBackend(Exchange exchange) {}

  /** Sees the final head on its way to the client, be it the server's or the proxy's own. */
  default void onResponse(Exchange exchange, HttpHead response) {}

  /** Whether it is told by {@link #onFinish}; asked once, when the route is made. */
  default boolean hearsFinish() {
    return false;
  }

  /**
   * The exchange has ended, in whatever way, perhaps before the filter saw its request: what it
   * holds, in its note or elsewhere, is to be given back. It keeps nothing of the exchange.
   */
  default void onFinish(Exchange exchange) {}
}
