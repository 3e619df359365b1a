package io.forebay.http;

/**
 * A client's connection, whichever protocol it speaks, for those who end it: a proxy that stops, a
 * reload that closes its listener. Event loop only.
 */
public interface DownstreamConnection {

  /** What is to be seen of it now. */
  ConnectionView view();

  /** Takes no new requests behind those under way, and tells the client so. */
  void drain();

  /** Closes the connection now or when what is under way has been answered. */
  void closeWhenIdle();

  /**
   * Ends tunnels with the words that their protocol has for that.
   *
   * @return whether there were any: the connection closes within moments, then
   */
  boolean endTunnel(ProxyError reason);

  /** Ends the connection at once, and whatever is under way on it. */
  void cut(ProxyError error);
}
