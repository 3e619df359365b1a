package io.forebay.compress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/** Compresses one body with a codec that it gives back at its end. Event loop only. */
final class BodyCompressor implements Compressor {

  private static final int LEAST_ROOM = 512;
  private static final int MOST_ROOM = 16 * 1024;

  private final Compressors owner;
  private final PooledCodec codec;
  private final ByteBufAllocator alloc;
  private boolean closed;

  BodyCompressor(Compressors owner, PooledCodec codec, ByteBufAllocator alloc) {
    this.owner = owner;
    this.codec = codec;
    this.alloc = alloc;
  }

  @Override
  public ByteBuf compress(ByteBuf data, boolean end) {
    ByteBuf in = data.isDirect() && data.nioBufferCount() == 1 ? data : direct(data);
    try {
      return encode(in, end ? Codec.Reach.END : Codec.Reach.SOME);
    } finally {
      in.release();
    }
  }

  private ByteBuf direct(ByteBuf data) {
    ByteBuf copy = alloc.directBuffer(data.readableBytes()).writeBytes(data);
    data.release();
    return copy;
  }

  @Override
  public ByteBuf flush() {
    return encode(Unpooled.EMPTY_BUFFER, Codec.Reach.FLUSH);
  }

  private ByteBuf encode(ByteBuf in, Codec.Reach reach) {
    if (closed) {
      throw new IllegalStateException("compressor is closed");
    }
    int length = in.readableBytes();
    ByteBuf out = alloc.directBuffer(Math.min(LEAST_ROOM + length / 4, MOST_ROOM));
    boolean done = false;
    try {
      codec.codec().encode(in.internalNioBuffer(in.readerIndex(), length), reach, out);
      done = out.isReadable();
    } finally {
      if (!done) {
        out.release();
      }
    }
    return done ? out : Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      owner.release(codec);
    }
  }
}
