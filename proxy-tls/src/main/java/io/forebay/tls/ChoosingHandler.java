package io.forebay.tls;

import io.forebay.tls.certificate.ClientHello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Waits for a client's first message and then makes way for the TLS that it asks for. */
final class ChoosingHandler extends SslClientHelloHandler<ServerContext> {

  /** Several times what clients send, with post-quantum keys too. */
  private static final int MAX_HELLO = 1 << 16;

  /** A record with the fatal alert unrecognized_name (RFC 6066 section 3). */
  private static final byte[] UNRECOGNIZED_NAME = {0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x70};

  private final ServerState state;

  ChoosingHandler(ServerState state) {
    super(MAX_HELLO);
    this.state = state;
  }

  @Override
  protected Future<ServerContext> lookup(ChannelHandlerContext context, @Nullable ByteBuf hello) {
    ServerContext chosen = state.choose(ClientHello.parse(hello));
    return chosen == null
        ? context
            .executor()
            .newFailedFuture(
                new SSLHandshakeException("unrecognized_name: no certificate for its name"))
        : context.executor().newSucceededFuture(chosen);
  }

  @Override
  protected void onLookupComplete(ChannelHandlerContext context, Future<ServerContext> lookup) {
    if (lookup.isSuccess()) {
      SslHandler handler = lookup.getNow().newHandler(context.alloc());
      context.pipeline().replace(this, null, handler);
      return;
    }
    context
        .writeAndFlush(Unpooled.wrappedBuffer(UNRECOGNIZED_NAME))
        .addListener(ChannelFutureListener.CLOSE);
    context.fireUserEventTriggered(new SslHandshakeCompletionEvent(lookup.cause()));
  }
}
