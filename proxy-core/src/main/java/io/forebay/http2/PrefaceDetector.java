package io.forebay.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Tells a client that speaks HTTP/2 with prior knowledge (RFC 9113 section 3.3) from one of HTTP/1
 * by its first bytes. Stands in front of the handler of HTTP/1 and is gone once it knows; of bytes
 * that may still become either it keeps the number. Event loop only.
 */
public final class PrefaceDetector extends ChannelInboundHandlerAdapter {

  private final Runnable onHttp2;
  private int matched;

  /**
   * @param onHttp2 puts the handler of HTTP/2 in place of the one behind this
   */
  public PrefaceDetector(Runnable onHttp2) {
    this.onHttp2 = onHttp2;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    int before = matched;
    int rest = match(in);
    if (matched < ClientPreface.BYTES.length && rest == 0) {
      in.release();
      return;
    }
    if (matched == ClientPreface.BYTES.length) {
      onHttp2.run();
    }
    ctx.pipeline().remove(this);
    if (before > 0) {
      ctx.fireChannelRead(Unpooled.copiedBuffer(ClientPreface.BYTES, 0, before));
    }
    ctx.fireChannelRead(in);
  }

  /** How many bytes stand behind those that go on with the preface. */
  private int match(ByteBuf in) {
    int index = in.readerIndex();
    while (index < in.writerIndex()
        && matched < ClientPreface.BYTES.length
        && in.getByte(index) == ClientPreface.BYTES[matched]) {
      index++;
      matched++;
    }
    return in.writerIndex() - index;
  }
}
