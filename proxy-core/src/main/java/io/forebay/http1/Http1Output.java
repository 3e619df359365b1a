package io.forebay.http1;

import io.forebay.http.ConnectionOutput;
import io.forebay.http.Framing;
import io.forebay.http.HttpHead;
import io.forebay.http.SmallBuffers;
import io.forebay.stats.ByteCells;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * The sending half of an HTTP/1 connection: frames messages, a head and a small body in one buffer.
 * Event loop only.
 */
final class Http1Output extends ConnectionOutput {

  private static final byte[] CRLF = Ascii.bytes("\r\n");
  private static final byte[] LAST_CHUNK = Ascii.bytes("0\r\n\r\n");
  private static final byte[] LAST_CHUNK_SIZE = Ascii.bytes("0\r\n");

  private static final int CHUNK_HEAD_BYTES = 20;

  private Framing framing = Framing.NONE;

  /** An output that counts what it writes in {@code bytes}. */
  Http1Output(ChannelHandlerContext ctx, SmallBuffers buffers, ByteCells bytes) {
    super(ctx, buffers, bytes, 0);
  }

  /**
   * Writes a head, then {@code extra} lines.
   *
   * @param framing that of the body to follow; {@link Framing#CHUNKED} adds its field
   * @param bodyHint how many bytes of body are expected, or less than 0 if unknown
   */
  void writeHead(HttpHead head, byte[] extra, Framing framing, long bodyHint) {
    this.framing = framing;
    int room = bodyHint >= 0 && bodyHint <= gatherBytes() ? (int) bodyHint : 0;
    ByteBuf out = gather(Http1HeadWriter.sizeBound(head) + extra.length + CRLF.length + room);
    int start = out.writerIndex();
    Http1HeadWriter.write(head, out);
    if (extra.length > 0) {
      out.writeBytes(extra);
    }
    out.writeByte('\r').writeByte('\n');
    count(out.writerIndex() - start);
  }

  /** Writes a part of the body. Takes ownership of {@code data}. */
  void writeData(ByteBuf data, boolean end) {
    int length = data.readableBytes();
    count(length);
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

  private void writeChunk(ByteBuf data, int length) {
    if (length <= gatherBytes()) {
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
}
