package io.forebay.upstream;

import io.forebay.http.ProxyError;
import io.forebay.http1.Http1ClientConnection;

/** Waits for a connection to a server. Event loop only. */
public interface ConnectListener {

  /** The connection is open and idle; it belongs to the listener until given back. */
  void onConnected(Http1ClientConnection connection);

  /** There will be no connection; nothing was sent. */
  void onConnectFailed(ProxyError error);
}
