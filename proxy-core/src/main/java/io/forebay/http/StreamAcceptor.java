package io.forebay.http;

/** Takes the requests that a codec has read. One per listener and event loop. Event loop only. */
public interface StreamAcceptor {

  /**
   * A valid request head arrived.
   *
   * @param stream where the answer goes
   * @param request the head; it stays valid until the answer has been written to its end
   * @param end whether no body follows
   * @return who is told about the rest of the request
   */
  RequestListener onRequest(ClientStream stream, HttpHead request, boolean end);

  /**
   * The request was refused while being read; the answer, if any is possible, is to be written to
   * {@code stream} before this returns. The connection closes afterwards.
   *
   * @param request what was read of the head; it stays valid during the call
   */
  void onReject(ClientStream stream, HttpHead request, ProxyError error);

  /**
   * The connection ended inside the request's head; nothing can be answered.
   *
   * @param request what was read of the head; it stays valid during the call
   */
  void onAbort(ClientStream stream, HttpHead request, ProxyError error);

  /** The connection ended before anything arrived on it. */
  void onEmpty(ClientStream stream);
}
