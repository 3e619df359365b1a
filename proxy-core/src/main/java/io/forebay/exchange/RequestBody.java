package io.forebay.exchange;

import io.forebay.http.HttpHead;
import io.forebay.http.UpstreamStream;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way to the server: held while there is no connection, and copied
 * while it may have to be sent once more. A request without a body has none. Event loop only.
 */
final class RequestBody {

  private final ReplayMemory memory;
  private @Nullable HeldBody held;
  private long mostBytes = HeldBody.MAX_BYTES;
  private long reserved;
  private boolean done;
  private boolean kept;

  /** A body of which nothing has arrived; what is kept of it is taken from {@code memory}. */
  RequestBody(ReplayMemory memory) {
    this.memory = memory;
  }

  /** Up to {@code bytes} of it are kept, in place of {@link HeldBody#MAX_BYTES}. */
  void keepAtMost(long bytes) {
    mostBytes = Math.max(bytes, HeldBody.MAX_BYTES);
  }

  /**
   * Holds a part of a body that is awaited before it is sent anywhere. Takes ownership of {@code
   * data}.
   *
   * @return whether more of it may be awaited
   */
  boolean await(ByteBuf data, boolean end) {
    done |= end;
    // Who sends little at a time would hold a large buffer with every byte.
    held().addCopy(data);
    data.release();
    return mayKeep(held().bytes());
  }

  /** Bytes that are held. */
  long heldBytes() {
    return held == null ? 0 : held.bytes();
  }

  /** Whether trailers have come. */
  boolean hasTrailers() {
    return held != null && held.trailers() != null;
  }

  /** Whether its end has arrived. */
  boolean isDone() {
    return done;
  }

  /** From now on it is kept for a further try, as long as it is small enough and there is room. */
  void keep() {
    kept = true;
  }

  /** Whether all of it that has arrived is kept, so that it can be sent once more. */
  boolean isKept() {
    return kept;
  }

  /**
   * Sends a part on, or holds it. Takes ownership of {@code data}.
   *
   * @param stream the server's; null while there is none
   */
  void onData(ByteBuf data, boolean end, @Nullable UpstreamStream stream) {
    done |= end;
    if (stream == null) {
      held().add(data);
      return;
    }
    if (kept) {
      copy(data);
    }
    stream.writeData(data, end);
  }

  /** Keeps a copy of bytes about to be sent, until they are too many to be kept. */
  private void copy(ByteBuf data) {
    if (mayKeep(held().bytes() + data.readableBytes())) {
      held().addCopy(data);
    } else {
      discard();
    }
  }

  private boolean mayKeep(long bytes) {
    if (bytes > mostBytes || !memory.tryReserve(bytes - reserved)) {
      return false;
    }
    reserved = bytes;
    return true;
  }

  private void giveBack() {
    if (reserved > 0) {
      memory.release(reserved);
      reserved = 0;
    }
  }

  /** Sends the end of the body on, or holds it; {@code stream} is null while there is none. */
  void onTrailers(HttpHead trailers, @Nullable UpstreamStream stream) {
    done = true;
    if (stream == null || kept) {
      held().end(trailers);
    }
    if (stream != null) {
      stream.writeTrailers(trailers);
      stream.flush();
    }
  }

  /** Writes the request's head and what of the body has arrived. */
  void writeTo(UpstreamStream stream, HttpHead head) {
    HeldBody body = held;
    stream.writeHead(head, done && (body == null || body.isEmpty()));
    if (body == null) {
      return;
    }
    kept = kept && mayKeep(body.bytes());
    body.writeTo(stream, done, kept);
    if (!kept) {
      held = null;
      giveBack();
    }
  }

  private HeldBody held() {
    HeldBody body = held;
    if (body == null) {
      body = new HeldBody();
      held = body;
    }
    return body;
  }

  /** It need not be sent again: releases what is held. Idempotent. */
  void discard() {
    kept = false;
    if (held != null) {
      held.discard();
      held = null;
    }
    giveBack();
  }
}
