package io.forebay.http1;

import io.forebay.http.Framing;
import io.forebay.http.HttpHead;
import io.forebay.http.SmallBuffers;
import io.forebay.stats.Cells;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of an HTTP/1 connection: frames messages and gathers a head and a small body
 * into one buffer, so that they cost one system call. Event loop only.
 */
final class Http1Output {

  private static final byte[] CRLF = Ascii.bytes("\r\n");
  private static final byte[] LAST_CHUNK = Ascii.bytes("0\r\n\r\n");
  private static final byte[] LAST_CHUNK_SIZE = Ascii.bytes("0\r\n");

  /** A body up to this size is copied behind its head; a larger one is sent as it is. */
  private static final int GATHER_BYTES = 4096;

  private static final int FLUSH_BYTES = 256 * 1024;

  /** What has to wait and is no longer than this is copied out of the buffer it came in. */
  private static final int SPARSE_BYTES = 16 * 1024;

  private static final int CHUNK_HEAD_BYTES = 20;

  private final ChannelHandlerContext ctx;
  private final SmallBuffers buffers;
  private final Cells bytes;
  private final int direction;
  private @Nullable ByteBuf gathered;
  private Framing framing = Framing.NONE;
  private int unflushed;
  private boolean behind;
  private long pendingAtLook = Long.MAX_VALUE;

  /**
   * An output that counts what it writes in a cell of {@code bytes}.
   *
   * @param direction the cell
   */
  Http1Output(ChannelHandlerContext ctx, SmallBuffers buffers, Cells bytes, int direction) {
    this.ctx = ctx;
    this.buffers = buffers;
    this.bytes = bytes;
    this.direction = direction;
  }

  /**
   * Writes a head, then {@code extra} lines.
   *
   * @param framing that of the body to follow; {@link Framing#CHUNKED} adds its field
   * @param bodyHint how many bytes of body are expected, or less than 0 if unknown
   */
  void writeHead(HttpHead head, byte[] extra, Framing framing, long bodyHint) {
    this.framing = framing;
    int room = bodyHint >= 0 && bodyHint <= GATHER_BYTES ? (int) bodyHint : 0;
    ByteBuf out = gather(Http1HeadWriter.sizeBound(head) + extra.length + CRLF.length + room);
    int start = out.writerIndex();
    Http1HeadWriter.write(head, out);
    if (extra.length > 0) {
      out.writeBytes(extra);
    }
    out.writeByte('\r').writeByte('\n');
    bytes.add(direction, out.writerIndex() - start);
  }

  private ByteBuf gather(int size) {
    ByteBuf out = gathered;
    if (out != null) {
      if (out.writableBytes() >= size) {
        return out;
      }
      writeGathered();
    }
    out = size <= SmallBuffers.SIZE ? buffers.acquire(ctx.alloc()) : ctx.alloc().directBuffer(size);
    gathered = out;
    return out;
  }

  /** Writes a part of the body. Takes ownership of {@code data}. */
  void writeData(ByteBuf data, boolean end) {
    int length = data.readableBytes();
    bytes.add(direction, length);
    if (length == 0) {
      data.release();
    } else if (framing == Framing.CHUNKED) {
      writeChunk(data, length);
    } else {
      write(data, length);
    }
    if (end) {
      end();
    }
  }

  private void write(ByteBuf data, int length) {
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

  private void writeChunk(ByteBuf data, int length) {
    if (length <= GATHER_BYTES) {
      ByteBuf out = gather(CHUNK_HEAD_BYTES + length + LAST_CHUNK.length);
      writeChunkSize(out, length);
      out.writeBytes(data).writeBytes(CRLF);
      data.release();
      return;
    }
    writeChunkSize(gather(CHUNK_HEAD_BYTES), length);
    write(data, length);
    gather(CRLF.length + CHUNK_HEAD_BYTES).writeBytes(CRLF);
  }

  private static void writeChunkSize(ByteBuf out, int size) {
    int shift = (31 - Integer.numberOfLeadingZeros(size)) & ~3;
    for (; shift >= 0; shift -= 4) {
      out.writeByte("0123456789abcdef".charAt(size >>> shift & 15));
    }
    out.writeBytes(CRLF);
  }

  private void end() {
    switch (framing) {
      case CHUNKED -> gather(LAST_CHUNK.length).writeBytes(LAST_CHUNK);
      case TUNNEL -> shutdownAfterWrites();
      default -> {
        // The length, or the closing of the connection, says it.
      }
    }
  }

  /** From now on bytes pass unframed, and the end of the body is that of our half. */
  void beginTunnel() {
    framing = Framing.TUNNEL;
  }

  /**
   * Sends FIN once everything written has gone out. A plain shutdownOutput() would drop what the
   * socket has not taken yet.
   */
  void shutdownAfterWrites() {
    flush();
    Channel channel = ctx.channel();
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (written.isSuccess() && channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
              }
            });
  }

  /** Closes the connection once everything written has gone out. */
  void closeAfterWrites() {
    flush();
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** Makes the closing of the connection a reset. */
  void resetOnClose() {
    ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
  }

  /** Ends a body with trailers; where it is not chunked they cannot be sent and are dropped. */
  void writeTrailers(HttpHead trailers) {
    if (framing != Framing.CHUNKED) {
      end();
      return;
    }
    ByteBuf out =
        gather(LAST_CHUNK_SIZE.length + Http1HeadWriter.sizeBound(trailers) + CRLF.length);
    out.writeBytes(LAST_CHUNK_SIZE);
    Http1HeadWriter.write(trailers, out);
    out.writeBytes(CRLF);
  }

  /** Hands everything to the socket. */
  void flush() {
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
  boolean isTaking() {
    long before = pendingAtLook;
    look();
    if (pendingAtLook == 0) {
      pendingAtLook = Long.MAX_VALUE;
      return false;
    }
    return pendingAtLook < before;
  }

  /** Takes the first look, when the peer's time begins. */
  void look() {
    pendingAtLook = pending();
  }

  /** Whether anything waits for the socket. */
  boolean hasPending() {
    return pending() > 0;
  }

  /** Bytes that wait for the socket, and some more for each buffer they lie in. */
  private long pending() {
    ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /** Releases what was not handed over. Idempotent. */
  void discard() {
    ByteBuf out = gathered;
    if (out != null) {
      gathered = null;
      out.release();
    }
  }
}
