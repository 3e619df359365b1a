package io.forebay.upstream;

import io.forebay.backend.Server;
import io.forebay.backend.ServerTls;
import io.forebay.config.HttpProtocol;
import io.forebay.http.UnexpectedErrors;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the end of the TLS handshake with a server, behind the handler that encrypts, and tells
 * of failures with their reasons. Leaves the pipeline when the handshake has succeeded. Event loop
 * only.
 */
final class TlsHandshake extends ChannelInboundHandlerAdapter {

  private final Server server;
  private final ServerTls tls;
  private final Listener listener;
  private boolean over;

  TlsHandshake(Server server, ServerTls tls, Listener listener) {
    this.server = server;
    this.tls = tls;
    this.listener = listener;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        succeeded(context);
      } else {
        failed(context, handshake.cause());
      }
    }
  }

  private void succeeded(ChannelHandlerContext context) {
    if (over) {
      return;
    }
    String chosen = context.pipeline().get(SslHandler.class).applicationProtocol();
    if (server.protocol() == HttpProtocol.H2 && !HttpProtocol.H2.toString().equals(chosen)) {
      failed(context, unspoken(chosen));
      return;
    }
    over = true;
    if (server.tlsNote() != null) {
      server.tlsNote(null);
    }
    listener.onSecured(context);
    context.pipeline().remove(this);
  }

  private static String unspoken(@Nullable String chosen) {
    return "speaks no h2 over TLS, by ALPN " + (chosen == null ? "nothing" : "only " + chosen);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!UnexpectedErrors.isStray(context.channel(), cause)) {
      failed(context, cause);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    failed(context, new ClosedChannelException());
  }

  private void failed(ChannelHandlerContext context, Throwable cause) {
    if (!over) {
      failed(context, tls.client().reason(cause, server.address()));
    }
  }

  private void failed(ChannelHandlerContext context, String reason) {
    over = true;
    context.close();
    listener.onInsecure(reason);
  }

  /** Is told once how it ends. */
  interface Listener {

    /** The handlers to be added stand behind {@code context}. */
    void onSecured(ChannelHandlerContext context);

    /** The handshake failed for this reason. */
    void onInsecure(String reason);
  }
}
