package io.forebay.compress;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** gzip (RFC 1952) around the platform's zlib. Used again for other bodies of its level. */
final class GzipCodec implements Codec {

  /** Magic, deflate, no flags, no time, no hint of the level, system unknown. */
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private static final int LEAST_ROOM = 256;

  private final Deflater deflater;
  private final CRC32 checksum = new CRC32();
  private boolean begun;

  GzipCodec(int level) {
    this.deflater = new Deflater(level, true);
  }

  @Override
  public void begin(long length) {
    deflater.reset();
    checksum.reset();
    begun = false;
  }

  @Override
  public void encode(ByteBuffer in, Reach reach, ByteBuf out) {
    int start = out.writerIndex();
    if (!begun) {
      out.writeBytes(HEADER);
    }
    int from = in.position();
    checksum.update(in);
    in.position(from);
    deflater.setInput(in);
    if (reach == Reach.END) {
      deflater.finish();
    }
    deflate(out, reach == Reach.FLUSH ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH);
    if (reach == Reach.END) {
      out.writeIntLE((int) checksum.getValue()).writeIntLE((int) deflater.getBytesRead());
    }
    if (!begun && out.writerIndex() == start + HEADER.length) {
      // Nothing to send yet: the header waits for what comes behind it.
      out.writerIndex(start);
    } else {
      begun = true;
    }
  }

  /** Until it leaves room unused: then there is nothing more to be had. */
  private void deflate(ByteBuf out, int flush) {
    int room;
    int made;
    do {
      out.ensureWritable(LEAST_ROOM);
      room = out.writableBytes();
      made = deflater.deflate(out.internalNioBuffer(out.writerIndex(), room), flush);
      out.writerIndex(out.writerIndex() + made);
    } while (made == room);
  }

  @Override
  public void free() {
    deflater.end();
  }
}
