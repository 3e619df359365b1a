package io.forebay.health;

import io.forebay.backend.CheckCode;
import io.forebay.net.TlsClient;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.SocketAddress;

/**
 * Ends a check whose TLS handshake has failed, or is over where nothing else is asked for. Stands
 * behind the handler that encrypts. Control loop only.
 */
final class Handshake extends ChannelInboundHandlerAdapter {

  private final CheckAttempt attempt;
  private final TlsClient tls;
  private final SocketAddress address;
  private final boolean enough;

  /**
   * @param enough whether a handshake makes a good check
   */
  Handshake(CheckAttempt attempt, TlsClient tls, SocketAddress address, boolean enough) {
    this.attempt = attempt;
    this.tls = tls;
    this.address = address;
    this.enough = enough;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (!handshake.isSuccess()) {
        attempt.end(ProbeResult.failure(tls.reason(handshake.cause(), address)));
      } else if (enough) {
        attempt.end(ProbeResult.success("check connected by TLS").as(CheckCode.L6OK));
      } else {
        attempt.secured();
      }
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (enough) {
      attempt.end(ProbeResult.failure(tls.reason(cause, address)));
    } else {
      context.fireExceptionCaught(cause);
    }
  }
}
