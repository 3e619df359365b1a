package io.forebay.http;

import io.forebay.stats.ByteCells;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a connection: gathers small parts in one buffer, so that they cost one system
 * call, and tells whether the peer takes what is sent. Event loop only.
 */
public abstract class ConnectionOutput {

  private static final int FLUSH_BYTES = 256 * 1024;

  private static final int GATHER_BYTES = 4 * 1024;

  /** Under TLS a buffer of its own is a record of its own, which costs more than to copy these. */
  private static final int GATHER_TLS_BYTES = 8 * 1024;

  /** What has to wait and is no longer than this is copied out of the buffer it came in. */
  private static final int SPARSE_BYTES = 16 * 1024;

  private final ChannelHandlerContext ctx;
  private final SmallBuffers buffers;
  private final ByteCells bytes;
  private final int nextBytes;
  private final int gatherBytes;
  private @Nullable ByteBuf gathered;
  private int unflushed;
  private long sent;
  private boolean behind;
  private long pendingAtLook = Long.MAX_VALUE;

  /**
   * An output that counts what it writes in {@code bytes}.
   *
   * @param nextBytes least size of a buffer that is begun because the one before is full
   */
  protected ConnectionOutput(
      ChannelHandlerContext ctx, SmallBuffers buffers, ByteCells bytes, int nextBytes) {
    this.ctx = ctx;
    this.buffers = buffers;
    this.bytes = bytes;
    this.nextBytes = nextBytes;
    boolean encrypted = ctx.pipeline().get(SslHandler.class) != null;
    this.gatherBytes = encrypted ? GATHER_TLS_BYTES : GATHER_BYTES;
  }

  /** A body up to this size is copied behind its head; a larger one is sent as it is. */
  protected final int gatherBytes() {
    return gatherBytes;
  }

  /** Counts bytes written. */
  protected final void count(long written) {
    bytes.cells().add(bytes.out(), written);
    sent += written;
  }

  /** Bytes written in all. */
  public final long sent() {
    return sent;
  }

  /**
   * A buffer with room for {@code size} bytes, to be written at its end; it stays this output's.
   */
  protected final ByteBuf gather(int size) {
    ByteBuf out = gathered;
    if (out != null) {
      if (out.writableBytes() >= size) {
        return out;
      }
      writeGathered();
      size = Math.max(size, nextBytes);
    }
    out = size <= SmallBuffers.SIZE ? buffers.acquire(ctx.alloc()) : ctx.alloc().directBuffer(size);
    gathered = out;
    return out;
  }

  /** Writes bytes behind those gathered. Takes ownership of {@code data}. */
  protected final void write(ByteBuf data, int length) {
    ByteBuf out = gathered;
    if (out != null && out.writableBytes() >= length) {
      out.writeBytes(data);
      data.release();
      return;
    }
    if (out != null) {
      writeGathered();
    }
    handOver(fitting(data), length);
  }

  /**
   * Hands {@code out} to the channel; the socket has to say no before the channel counts as full.
   */
  private void handOver(ByteBuf out, int length) {
    ctx.write(out, ctx.voidPromise());
    unflushed += length;
    if (unflushed >= FLUSH_BYTES || !ctx.channel().isWritable()) {
      flush();
    }
  }

  /**
   * While the socket takes nothing, what waits for it lies in buffers of its own size: few bytes in
   * a large one would hold more memory than anybody counts.
   */
  private ByteBuf fitting(ByteBuf data) {
    if (!behind || data.readableBytes() > SPARSE_BYTES) {
      return data;
    }
    ByteBuf copy = ctx.alloc().directBuffer(data.readableBytes()).writeBytes(data);
    data.release();
    return copy;
  }

  /**
   * Sends FIN once everything written has gone out, under TLS the word for that before it. A plain
   * shutdownOutput() would drop what the socket has not taken yet.
   */
  public final void shutdownAfterWrites() {
    flush();
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    ChannelFuture written =
        tls == null ? ctx.writeAndFlush(Unpooled.EMPTY_BUFFER) : tls.closeOutbound();
    Channel channel = ctx.channel();
    written.addListener(
        it -> {
          if (it.isSuccess() && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
          }
        });
  }

  /** Closes the connection once everything written has gone out. */
  public final void closeAfterWrites() {
    flush();
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** Makes the closing of the connection a reset. */
  public final void resetOnClose() {
    ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
  }

  /** Hands everything to the socket. */
  public final void flush() {
    ByteBuf out = gathered;
    if (out == null && unflushed == 0) {
      return;
    }
    unflushed = 0;
    if (out != null) {
      gathered = null;
      // The second owner is this output, to use the buffer again once the socket has taken it.
      send(fitting(out.retain()));
      buffers.release(out);
    } else {
      ctx.flush();
    }
    behind = pending() > 0;
  }

  /**
   * Writes and flushes one buffer. Where no handler stands between us and the socket the way
   * through the pipeline is left out; where one does, as for TLS, it must not be.
   */
  private void send(ByteBuf out) {
    if (ctx.pipeline().firstContext() == ctx) {
      Channel.Unsafe socket = ctx.channel().unsafe();
      socket.write(out, socket.voidPromise());
      socket.flush();
    } else {
      ctx.writeAndFlush(out, ctx.voidPromise());
    }
  }

  private void writeGathered() {
    ByteBuf out = gathered;
    if (out != null) {
      gathered = null;
      int length = out.readableBytes();
      handOver(fitting(out.retain()), length);
      buffers.release(out);
    }
  }

  /**
   * Whether the peer has taken a part of what waits for it since the last look, so that a slow
   * reader is told from one that has stopped.
   */
  public final boolean isTaking() {
    long before = pendingAtLook;
    look();
    if (pendingAtLook == 0) {
      pendingAtLook = Long.MAX_VALUE;
      return false;
    }
    return pendingAtLook < before;
  }

  /** Takes the first look, when the peer's time begins. */
  public final void look() {
    pendingAtLook = pending();
  }

  /** Whether anything waits for the socket. */
  public final boolean hasPending() {
    return pending() > 0;
  }

  /** Bytes that wait for the socket, and some more for each buffer they lie in. */
  private long pending() {
    ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /** Releases what was not handed over. Idempotent. */
  public final void discard() {
    ByteBuf out = gathered;
    if (out != null) {
      gathered = null;
      out.release();
    }
  }
}
