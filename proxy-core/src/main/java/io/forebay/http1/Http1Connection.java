package io.forebay.http1;

import io.forebay.http.ReadSize;
import io.forebay.http.Worker;
import io.forebay.stats.ByteCells;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;

/**
 * What both ends of the proxy's HTTP/1 connections have in common: a channel of which it is the
 * only handler but for one of TLS, an output, and reading that can pause. Event loop only.
 */
abstract class Http1Connection extends ChannelInboundHandlerAdapter {

  final Worker worker;
  final ReadSize readSize;
  ChannelHandlerContext ctx;
  Http1Output output;
  private final ByteCells bytes;
  private long received;
  private boolean readPaused;
  private boolean inputEnded;
  private boolean outputEnded;

  /** A connection that counts its bytes in {@code bytes}. */
  @SuppressWarnings("NullAway.Init") // ctx and output are set by handlerAdded
  Http1Connection(Worker worker, ByteCells bytes) {
    this.worker = worker;
    this.readSize = new ReadSize(worker.buffers(), worker.largeBuffers());
    this.bytes = bytes;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
    this.output = new Http1Output(ctx, worker.buffers(), bytes);
    if (ctx.pipeline().get(SslHandler.class) == null) {
      ctx.channel().config().setRecvByteBufAllocator(readSize);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    bytes.cells().add(bytes.in(), in.readableBytes());
    received += in.readableBytes();
    onBytes(in);
  }

  /** Takes ownership of {@code in}, which was read from the channel. */
  abstract void onBytes(ByteBuf in);

  /** Bytes read in all. */
  final long received() {
    return received;
  }

  /** Whether the peer keeps up. */
  public final boolean isWritable() {
    return ctx.channel().isWritable();
  }

  // ---- pausing ----

  final boolean isReadPaused() {
    return readPaused;
  }

  /** Switches reading on or off; false if it already was so. */
  final boolean switchReading(boolean on) {
    if (readPaused != on) {
      return false;
    }
    readPaused = !on;
    ctx.channel().config().setAutoRead(on);
    return true;
  }

  // ---- the ends of both halves ----

  final boolean isInputEnded() {
    return inputEnded;
  }

  /** The peer sends nothing more. */
  final void endInput() {
    inputEnded = true;
  }

  /** On a tunnel, we send nothing more. */
  final void endOutput() {
    outputEnded = true;
  }

  final boolean isOutputEnded() {
    return outputEnded;
  }

  /** Whether nothing passes in either direction of a tunnel any more. */
  final boolean isTunnelEnded() {
    return inputEnded && outputEnded;
  }
}
