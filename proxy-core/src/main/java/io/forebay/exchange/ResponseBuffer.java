package io.forebay.exchange;

import io.forebay.http.ClientStream;
import io.forebay.http.DataQueue;
import io.forebay.http.HttpHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What has come of an answer before its client takes it, so that the server need not wait for the
 * client. Owns its buffers until the client's stream takes them. Event loop only.
 */
final class ResponseBuffer {

  private static final int PART_BYTES = 32 * 1024;

  private final Exchange exchange;
  private final ReplayMemory memory;
  private final int mostBytes;
  private final DataQueue parts = new DataQueue();
  private long reserved;
  private boolean refused;
  private boolean whole;
  private boolean writing;
  private @Nullable HttpHead trailers;

  /** A buffer of {@code mostBytes}, as long as {@code memory} has room for them. */
  ResponseBuffer(Exchange exchange, ReplayMemory memory, int mostBytes) {
    this.exchange = exchange;
    this.memory = memory;
    this.mostBytes = mostBytes;
  }

  /** Whether a part has to wait behind others, or because the client takes nothing. */
  boolean mustWait() {
    return !parts.isEmpty() || !exchange.client().isWritable();
  }

  /** Whether there is anything to be written. */
  boolean isEmpty() {
    return parts.isEmpty() && !whole;
  }

  /** Whether the server is to wait until the client has taken some of it. */
  boolean isFull() {
    return refused || parts.bytes() >= mostBytes;
  }

  /** Whether the server has no more to say. */
  boolean isWhole() {
    return whole;
  }

  /** Has a part wait. Takes ownership of {@code data}. */
  void add(ByteBuf data) {
    long bytes = data.readableBytes();
    if (memory.tryReserve(bytes)) {
      reserved += bytes;
    } else {
      refused = true;
    }
    parts.add(data, ByteBufAllocator.DEFAULT);
  }

  /** Nothing comes behind what waits. */
  void end() {
    whole = true;
  }

  /** The same, but for these trailers, of which a copy is kept. */
  void end(HttpHead last) {
    whole = true;
    trailers = HeldBody.copy(last);
  }

  /** Writes as much as the client takes, and ends the exchange before the last of it. */
  void write() {
    if (writing) {
      // The network took a part while it was being written; the loop further out goes on.
      return;
    }
    writing = true;
    ClientStream client = exchange.client();
    do {
      writeParts(client);
      if (exchange.isFinished()) {
        return;
      }
      client.flush();
    } while (!parts.isEmpty() && client.isWritable() && !exchange.isFinished());
    writing = false;
  }

  private void writeParts(ClientStream client) {
    while (!parts.isEmpty() && client.isWritable()) {
      ByteBuf part = parts.take(PART_BYTES);
      giveBack();
      boolean last = whole && trailers == null && parts.isEmpty();
      if (last) {
        exchange.complete();
      }
      client.writeData(part, last);
      if (exchange.isFinished()) {
        return;
      }
    }
    HttpHead end = trailers;
    if (end != null && parts.isEmpty()) {
      exchange.complete();
      client.writeTrailers(end);
    }
  }

  /** What has gone to the client's stream is counted no more. */
  private void giveBack() {
    long left = Math.min(reserved, parts.bytes());
    memory.release(reserved - left);
    reserved = left;
    refused = false;
  }

  /** Releases everything. Idempotent. */
  void discard() {
    parts.release();
    giveBack();
  }
}
