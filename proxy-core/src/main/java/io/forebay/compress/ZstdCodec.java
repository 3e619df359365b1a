package io.forebay.compress;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** Zstandard (RFC 8878). Used again for other bodies of its level. */
final class ZstdCodec implements Codec {

  /** 256 KiB of history. */
  private static final int WINDOW_LOG = 18;

  /** Above this the levels would take tables far larger than such a window needs: 80 MiB at 19. */
  private static final int LAST_SMALL_LEVEL = 5;

  private static final int LEAST_ROOM = 256;

  private final ZstdCompressCtx context = new ZstdCompressCtx();
  private final int level;

  ZstdCodec(int level) {
    this.level = level;
  }

  @Override
  public void begin(long length) {
    context.reset();
    context.setLevel(level);
    context.setWindowLog(WINDOW_LOG);
    if (level > LAST_SMALL_LEVEL) {
      context.setHashLog(WINDOW_LOG);
      context.setChainLog(WINDOW_LOG);
    }
    if (length >= 0) {
      context.setPledgedSrcSize(length);
    }
  }

  @Override
  public void encode(ByteBuffer in, Reach reach, ByteBuf out) {
    EndDirective directive =
        switch (reach) {
          case SOME -> EndDirective.CONTINUE;
          case FLUSH -> EndDirective.FLUSH;
          case END -> EndDirective.END;
        };
    boolean done;
    do {
      out.ensureWritable(LEAST_ROOM);
      ByteBuffer room = out.internalNioBuffer(out.writerIndex(), out.writableBytes());
      int from = room.position();
      done = context.compressDirectByteBufferStream(room, in, directive);
      out.writerIndex(out.writerIndex() + room.position() - from);
    } while (!done && (reach != Reach.SOME || in.hasRemaining()));
  }

  @Override
  public void free() {
    context.close();
  }
}
