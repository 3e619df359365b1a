package io.forebay.net;

import io.forebay.config.SendProxy;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * Begins a connection with a header of the PROXY protocol, in front of all that its other handlers
 * write, TLS included; gone once the connection stands. Event loop only.
 */
public final class ProxyHeaderSender extends ChannelDuplexHandler {

  private final byte[] header;
  private boolean written;

  private ProxyHeaderSender(byte[] header) {
    this.header = header;
  }

  /**
   * Has {@code channel}, which is not connected yet, begin with {@code header}; nothing happens
   * where {@code version} is {@link SendProxy#NONE}.
   */
  public static void addTo(Channel channel, SendProxy version, ProxyHeader header) {
    if (version != SendProxy.NONE) {
      byte[] bytes = ProxyHeaderWriter.write(version, header);
      channel.pipeline().addFirst(new ProxyHeaderSender(bytes));
    }
  }

  /** A request may be written before the connection is told of as active. */
  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    writeHeader(ctx);
    ctx.write(message, promise);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    writeHeader(ctx);
    ctx.flush();
    ctx.fireChannelActive();
    ctx.pipeline().remove(this);
  }

  private void writeHeader(ChannelHandlerContext ctx) {
    if (!written) {
      written = true;
      ctx.write(Unpooled.wrappedBuffer(header));
    }
  }
}
