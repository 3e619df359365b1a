package io.forebay.compress;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.aayushatharva.brotli4j.encoder.EncoderJNI;
import com.aayushatharva.brotli4j.encoder.EncoderJNI.Operation;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Brotli (RFC 7932). Its library cannot use an encoder again: there is a new one for each body. */
final class BrotliCodec implements Codec {

  private static final int INPUT_BYTES = 16 * 1024;
  private static final int LEAST_WINDOW_LOG = 10;

  /** 256 KiB of history. */
  private static final int WINDOW_LOG = 18;

  private final int level;
  private EncoderJNI.@Nullable Wrapper encoder;

  BrotliCodec(int level) {
    Brotli4jLoader.ensureAvailability();
    this.level = level;
  }

  @Override
  public void begin(long length) {
    free();
    try {
      encoder = new EncoderJNI.Wrapper(INPUT_BYTES, level, windowLog(length), Encoder.Mode.GENERIC);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** No larger than the body: memory is taken and cleared for the whole window. */
  private static int windowLog(long length) {
    int log = LEAST_WINDOW_LOG;
    while (log < WINDOW_LOG && (length < 0 || 1L << log < length)) {
      log++;
    }
    return log;
  }

  @Override
  public void encode(ByteBuffer in, Reach reach, ByteBuf out) {
    EncoderJNI.Wrapper open = encoder;
    if (open == null) {
      throw new IllegalStateException("not begun");
    }
    while (in.remaining() > INPUT_BYTES) {
      push(open, in, INPUT_BYTES, Operation.PROCESS, out);
    }
    Operation last =
        switch (reach) {
          case SOME -> Operation.PROCESS;
          case FLUSH -> Operation.FLUSH;
          case END -> Operation.FINISH;
        };
    push(open, in, in.remaining(), last, out);
  }

  private static void push(
      EncoderJNI.Wrapper open, ByteBuffer in, int length, Operation operation, ByteBuf out) {
    ByteBuffer input = open.getInputBuffer();
    input.clear();
    input.put(0, in, in.position(), length);
    in.position(in.position() + length);
    open.push(operation, length);
    while (open.isSuccess() && (open.hasMoreOutput() || open.hasRemainingInput())) {
      if (open.hasMoreOutput()) {
        out.writeBytes(open.pull());
      } else {
        open.push(operation, 0);
      }
    }
    if (!open.isSuccess()) {
      throw new IllegalStateException("brotli failed");
    }
  }

  @Override
  public void free() {
    EncoderJNI.Wrapper open = encoder;
    if (open != null) {
      encoder = null;
      open.destroy();
    }
  }
}
