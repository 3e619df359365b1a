package io.forebay.net;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of the PROXY protocol, version 1 or 2 of HAProxy's proxy-protocol.txt, strictly.
 * Keeps nothing: whoever has not got all of it asks again with more. Any thread.
 */
public final class ProxyHeaderReader {

  /** The longest that is read; version 2 allows 64 KiB, and all that is of use takes 300 bytes. */
  public static final int MAX_BYTES = 4096;

  static final byte[] V1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
  static final byte[] V2 = {0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

  private ProxyHeaderReader() {}

  /** What is known of the bytes at hand. */
  public enum State {
    /** They may become a header. */
    INCOMPLETE,
    /** They are none from the beginning. */
    ABSENT,
    /** They are none, though they begin as one. */
    MALFORMED,
    COMPLETE
  }

  /**
   * @param length of the header, 0 unless it is complete
   * @param header null unless it is complete
   */
  public record Result(State state, int length, @Nullable ProxyHeader header) {
    static final Result INCOMPLETE = new Result(State.INCOMPLETE, 0, null);
    static final Result ABSENT = new Result(State.ABSENT, 0, null);
    static final Result MALFORMED = new Result(State.MALFORMED, 0, null);

    static Result complete(int length, ProxyHeader header) {
      return new Result(State.COMPLETE, length, header);
    }
  }

  /** Looks at all that has arrived, and takes nothing of it. */
  public static Result read(ByteBuf in) {
    if (begins(in, V1)) {
      return in.readableBytes() < V1.length ? Result.INCOMPLETE : ProxyHeaderV1.read(in);
    }
    if (begins(in, V2)) {
      return in.readableBytes() < V2.length ? Result.INCOMPLETE : ProxyHeaderV2.read(in);
    }
    return Result.ABSENT;
  }

  /** Whether {@code in} is the beginning of what begins with {@code signature}. */
  private static boolean begins(ByteBuf in, byte[] signature) {
    int length = Math.min(in.readableBytes(), signature.length);
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != signature[i]) {
        return false;
      }
    }
    return true;
  }
}
