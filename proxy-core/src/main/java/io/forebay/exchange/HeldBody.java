package io.forebay.exchange;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a request's body that has arrived but may have to be sent, or sent once more. Owns
 * its buffers until they are taken or discarded. Event loop only.
 */
final class HeldBody {

  private final List<ByteBuf> parts = new ArrayList<>(2);
  private long bytes;

  /** Takes ownership of {@code part}. */
  void add(ByteBuf part) {
    if (part.isReadable()) {
      parts.add(part);
      bytes += part.readableBytes();
    } else {
      part.release();
    }
  }

  long bytes() {
    return bytes;
  }

  int count() {
    return parts.size();
  }

  /** A part that the caller owns, while this holds on to the same bytes. */
  ByteBuf copy(int index) {
    // The second owner is the connection to the server that is tried now.
    return parts.get(index).retainedDuplicate();
  }

  /** A part whose ownership passes to the caller; {@link #forget} must follow. */
  ByteBuf take(int index) {
    return parts.get(index);
  }

  /** Forgets parts that were taken. */
  void forget() {
    parts.clear();
    bytes = 0;
  }

  /** Releases everything. Idempotent. */
  void discard() {
    parts.forEach(ByteBuf::release);
    forget();
  }
}
