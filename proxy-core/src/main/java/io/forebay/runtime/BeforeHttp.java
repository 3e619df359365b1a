package io.forebay.runtime;

import io.forebay.http.DownstreamConnection;
import io.forebay.http.ProxyError;

/**
 * A client's connection on which no HTTP is spoken yet. The connection that comes behind it is told
 * again to drain. Event loop only.
 */
interface BeforeHttp extends DownstreamConnection {

  @Override
  default void drain() {}

  @Override
  default boolean endTunnel(ProxyError reason) {
    return false;
  }

  @Override
  default void cut(ProxyError error) {
    closeWhenIdle();
  }
}
