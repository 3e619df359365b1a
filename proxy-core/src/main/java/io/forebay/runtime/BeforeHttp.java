package io.forebay.runtime;

import io.forebay.http.ConnectionView;
import io.forebay.http.DownstreamConnection;
import io.forebay.http.ProxyError;
import io.forebay.net.ProxyHeader;
import io.netty.channel.Channel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection on which no HTTP is spoken yet. The connection that comes behind it is told
 * again to drain. Event loop only.
 */
interface BeforeHttp extends DownstreamConnection {

  /**
   * What is to be seen of one on which {@code awaited} is awaited.
   *
   * @param told what a header of the PROXY protocol has said of it; null for nothing
   */
  static ConnectionView view(Channel channel, @Nullable ProxyHeader told, String awaited) {
    return new ConnectionView(Clients.of(channel, told, null), awaited, 0, 0, 0, 0, List.of());
  }

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
