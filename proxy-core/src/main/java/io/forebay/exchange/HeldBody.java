package io.forebay.exchange;

import io.forebay.http.HttpHead;
import io.forebay.http.HttpStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a request's body that has arrived but may have to be sent, or sent once more. Owns
 * its buffers until they are taken or discarded. Event loop only.
 */
final class HeldBody {

  /** Most bytes that are kept so that a request can be sent once more. */
  static final int MAX_BYTES = 64 * 1024;

  private static final int FIRST_COPY_BYTES = 1024;

  /** Copies of this size or more are not grown, which would copy them once more. */
  private static final int FULL_COPY_BYTES = 64 * 1024;

  private final List<ByteBuf> parts = new ArrayList<>(2);
  private @Nullable ByteBuf copied;
  private long bytes;
  private @Nullable HttpHead trailers;

  /** Takes ownership of {@code part}. */
  void add(ByteBuf part) {
    if (part.isReadable()) {
      // What is copied from now on belongs behind this part.
      copied = null;
      parts.add(part);
      bytes += part.readableBytes();
    } else {
      part.release();
    }
  }

  /**
   * Copies the readable bytes of {@code part}, which stays the caller's. Holding on to the buffer
   * they came in could cost kilobytes for one byte of body.
   */
  void addCopy(ByteBuf part) {
    if (!part.isReadable()) {
      return;
    }
    ByteBuf copy = copied;
    if (copy == null || copy.readableBytes() >= FULL_COPY_BYTES) {
      copy =
          ByteBufAllocator.DEFAULT.directBuffer(Math.max(part.readableBytes(), FIRST_COPY_BYTES));
      copied = copy;
      parts.add(copy);
    }
    copy.writeBytes(part, part.readerIndex(), part.readableBytes());
    bytes += part.readableBytes();
  }

  /** Notes that the body ended with {@code trailers}, of which a copy is kept. */
  void end(HttpHead trailers) {
    this.trailers = copy(trailers);
  }

  /** A copy of trailers, whose head belongs to whoever read them. */
  static HttpHead copy(HttpHead trailers) {
    HttpHead copy = new HttpHead();
    copy.reset();
    copy.copyLines(trailers);
    return copy;
  }

  /** The trailer section that ends the body, if it has come. */
  @Nullable HttpHead trailers() {
    return trailers;
  }

  /** Whether neither bytes nor trailers are held. */
  boolean isEmpty() {
    return parts.isEmpty() && trailers == null;
  }

  /**
   * Writes what is held to {@code stream}.
   *
   * @param end whether the body ends with it
   * @param keep whether to hold on to it for another try; otherwise it is forgotten
   */
  void writeTo(HttpStream stream, boolean end, boolean keep) {
    HttpHead trailing = trailers;
    for (int i = 0; i < parts.size(); i++) {
      boolean last = end && trailing == null && i == parts.size() - 1;
      stream.writeData(keep ? copy(i) : take(i), last);
    }
    if (trailing != null) {
      stream.writeTrailers(trailing);
    }
    if (!keep) {
      forget();
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
    copied = null;
    bytes = 0;
  }

  /** Releases everything. Idempotent. */
  void discard() {
    parts.forEach(ByteBuf::release);
    forget();
  }
}
