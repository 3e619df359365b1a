package io.forebay.http2;

import io.forebay.http.ConnectionOutput;
import io.forebay.http.HttpHead;
import io.forebay.http.SmallBuffers;
import io.forebay.stats.ByteCells;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;

/**
 * Writes frames one behind the other, many of them into one buffer (RFC 9113 section 6). Nothing
 * goes out before {@link #flush}, or before a lot has gathered. Event loop only.
 */
final class FrameWriter extends ConnectionOutput {

  /** What is begun behind a full buffer, since much is being written then. */
  private static final int NEXT_BYTES = 16 * 1024;

  /** More than a field, with its framing, grows by being encoded; and a change of table size. */
  private static final int FIELD_GROWTH = 8;

  private static final int BLOCK_GROWTH = 64;

  private final ByteBufAllocator alloc;
  private int maxPayload = FrameType.MAX_PAYLOAD_BYTES;
  private long controlBytes;

  /** A writer that counts what it writes in {@code bytes}. */
  FrameWriter(ChannelHandlerContext ctx, SmallBuffers buffers, ByteCells bytes) {
    super(ctx, buffers, bytes, NEXT_BYTES);
    this.alloc = ctx.alloc();
  }

  /** The largest payload that the peer takes; header blocks above it are split. */
  void maxPayload(int bytes) {
    maxPayload = bytes;
  }

  /** Bytes of everything but DATA since {@link #resetControl}, for a peer that does not read. */
  long controlBytes() {
    return controlBytes;
  }

  void resetControl() {
    controlBytes = 0;
  }

  private ByteBuf begin(int type, int flags, int stream, int length) {
    ByteBuf out = gather(FrameType.HEADER_BYTES + length);
    header(out, type, flags, stream, length);
    count(FrameType.HEADER_BYTES + length);
    if (type != FrameType.DATA) {
      controlBytes += FrameType.HEADER_BYTES + length;
    }
    return out;
  }

  private static void header(ByteBuf out, int type, int flags, int stream, int length) {
    out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
  }

  // ---- of the connection ----

  /** Writes bytes that go before the first frame. */
  void preface(byte[] bytes) {
    gather(bytes.length).writeBytes(bytes);
    count(bytes.length);
  }

  /** Writes settings: numbers and values in turn. */
  void settings(int... settings) {
    ByteBuf out = begin(FrameType.SETTINGS, 0, 0, settings.length * 3);
    for (int i = 0; i < settings.length; i += 2) {
      out.writeShort(settings[i]).writeInt(settings[i + 1]);
    }
  }

  void settingsAck() {
    begin(FrameType.SETTINGS, FrameType.FLAG_ACK, 0, 0);
  }

  void ping(long data, boolean ack) {
    begin(FrameType.PING, ack ? FrameType.FLAG_ACK : 0, 0, 8).writeLong(data);
  }

  void goAway(int lastStream, ErrorCode code) {
    begin(FrameType.GOAWAY, 0, 0, 8).writeInt(lastStream).writeInt(code.ordinal());
  }

  /** Opens the window of {@code stream}, or of the connection for 0. */
  void windowUpdate(int stream, int increment) {
    begin(FrameType.WINDOW_UPDATE, 0, stream, 4).writeInt(increment);
  }

  // ---- of a stream ----

  void reset(int stream, ErrorCode code) {
    begin(FrameType.RST_STREAM, 0, stream, 4).writeInt(code.ordinal());
  }

  /**
   * Writes a head. Heads go out in the order of these calls: the peer's table depends on it.
   *
   * @param end whether the stream ends with it
   */
  void head(int stream, HttpHead head, HeadEncoding encoding, boolean end) {
    int bound = head.end() + head.count() * FIELD_GROWTH + BLOCK_GROWTH;
    int flags = end ? FrameType.FLAG_END_STREAM : 0;
    ByteBuf out = gather(FrameType.HEADER_BYTES + bound);
    int start = out.writerIndex();
    out.writerIndex(start + FrameType.HEADER_BYTES);
    encoding.encode(head, out);
    int length = out.writerIndex() - start - FrameType.HEADER_BYTES;
    out.writerIndex(start);
    if (length <= maxPayload) {
      header(out, FrameType.HEADERS, flags | FrameType.FLAG_END_HEADERS, stream, length);
      out.writerIndex(start + FrameType.HEADER_BYTES + length);
      count(FrameType.HEADER_BYTES + length);
      controlBytes += FrameType.HEADER_BYTES + length;
    } else {
      ByteBuf block = alloc.buffer(length);
      block.writeBytes(out, start + FrameType.HEADER_BYTES, length);
      split(stream, block, flags);
      block.release();
    }
  }

  private void split(int stream, ByteBuf block, int flags) {
    int type = FrameType.HEADERS;
    while (block.isReadable()) {
      int length = Math.min(block.readableBytes(), maxPayload);
      boolean last = length == block.readableBytes();
      begin(type, flags | (last ? FrameType.FLAG_END_HEADERS : 0), stream, length)
          .writeBytes(block, length);
      type = FrameType.CONTINUATION;
      flags = 0;
    }
  }

  /** Writes one frame of a body. Takes ownership of {@code data}, of {@code length} bytes. */
  void data(int stream, ByteBuf data, int length, boolean end) {
    int room = FrameType.HEADER_BYTES + (length <= gatherBytes() ? length : 0);
    ByteBuf out = gather(room);
    header(out, FrameType.DATA, end ? FrameType.FLAG_END_STREAM : 0, stream, length);
    count(FrameType.HEADER_BYTES + length);
    if (length == 0) {
      data.release();
    } else {
      write(data, length);
    }
  }
}
