package io.forebay.upstream;

import io.forebay.http.ProxyError;
import io.forebay.http.UpstreamStream;
import io.forebay.net.ProxyHeader;

/** Waits for a connection to a server. Event loop only. */
public interface ConnectListener {

  /** A stream on an open connection; it belongs to the listener until given back. */
  void onConnected(UpstreamStream stream);

  /** There will be no connection; nothing was sent. */
  void onConnectFailed(ProxyError error);

  /** The server is down, and there is no connection yet: the listener may cancel it. */
  void onServerDown();

  /** Whose connection it is, for servers that are told by the PROXY protocol. */
  default ProxyHeader client() {
    return ProxyHeader.LOCAL;
  }
}
