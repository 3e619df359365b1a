package io.forebay.http1;

import io.forebay.http.Framing;
import io.forebay.http.HeadLimits;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.ReadSize;
import io.forebay.http.ResponseListener;
import io.forebay.http.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a connection to a server: finds the answer in what arrives. Owns its head
 * until it is passed on. Event loop only.
 */
final class Http1ResponseReader {

  private static final int MAX_INTERIM_HEADS = 16;

  private final Http1ClientConnection connection;
  private final Worker worker;
  private final ReadSize readSize;
  private final Http1HeadParser parser;
  private final Http1BodyDecoder body;
  private @Nullable HttpHead response;
  private int interimHeads;

  Http1ResponseReader(
      Http1ClientConnection connection, Worker worker, HeadLimits limits, ReadSize readSize) {
    this.connection = connection;
    this.worker = worker;
    this.readSize = readSize;
    this.parser = new Http1HeadParser(limits);
    this.body = new Http1BodyDecoder(limits, worker.heads());
  }

  /** An answer is awaited. */
  void begin() {
    interimHeads = 0;
  }

  /** Whether not a byte of the answer has come, not even an interim one. */
  boolean isNothingRead() {
    return response == null && interimHeads == 0;
  }

  /** Whether the body under way ends with the connection. */
  boolean isUntilClose() {
    return body.isUntilClose();
  }

  /** Consumes what was read. Takes ownership of {@code in}. */
  void onBytes(ByteBuf in) {
    boolean more = true;
    while (more) {
      if (!in.isReadable()) {
        readSize.done(in);
        return;
      }
      switch (connection.state()) {
        case HEAD -> head(in);
        case BODY -> more = body(in);
        case TUNNEL -> {
          tunnel(in);
          return;
        }
        case IDLE, CLOSED -> {
          // Nobody asked for these bytes.
          in.release();
          connection.fail(ProxyError.RESPONSE_TRUNCATED);
          return;
        }
      }
    }
  }

  // ---- heads ----

  private void head(ByteBuf in) {
    HttpHead head = response;
    if (head == null) {
      head = worker.heads().acquire();
      response = head;
      parser.beginResponse(head);
    }
    switch (parser.parse(in)) {
      case NEED_MORE -> connection.touch();
      case FAILED -> malformed();
      case COMPLETE -> complete(head, in);
    }
  }

  private void complete(HttpHead head, ByteBuf in) {
    if ((head.seen() & HeaderId.KEEP_ALIVE.bit()) != 0) {
      connection.serverIdleNanos(KeepAliveTimeout.nanos(head));
    }
    ProxyError error = Http1Framing.response(head, connection.method());
    if (error != null || !ConnectionOptions.apply(head)) {
      malformed();
      return;
    }
    if (head.status() == 101) {
      switchProtocols(head);
    } else if (head.status() < 200) {
      interim(head);
    } else {
      finalHead(head, in);
    }
  }

  private void interim(HttpHead head) {
    if (++interimHeads > MAX_INTERIM_HEADS) {
      malformed();
      return;
    }
    connection.touch();
    ResponseListener told = connection.listener();
    if (told != null) {
      told.onInterimHead(head);
    }
    release();
  }

  private void switchProtocols(HttpHead head) {
    if (!connection.isUpgrade() || !head.isUpgrade()) {
      malformed();
      return;
    }
    body.begin(Framing.TUNNEL, -1);
    head.framing(Framing.TUNNEL, -1);
    connection.beginTunnel();
    ResponseListener told = connection.listener();
    if (told != null) {
      told.onResponseHead(head, false);
    }
    release();
  }

  private void finalHead(HttpHead head, ByteBuf in) {
    Framing framing = head.framing();
    if (framing == Framing.CHUNKED) {
      body.begin(framing, -1);
      if (!body.isSound(in)) {
        // Nothing of the answer has passed yet: the client can still be told.
        malformed();
        return;
      }
    }
    boolean end = framing == Framing.NONE;
    connection.onAnswer(head, framing);
    if (end) {
      ended(in);
    } else {
      connection.state(UpstreamState.BODY);
      body.begin(framing, head.contentLength());
      readSize.expectBody(Math.max(head.contentLength() - in.readableBytes(), 0));
      connection.touch();
    }
    ResponseListener told = connection.listener();
    response = null;
    if (told != null) {
      told.onResponseHead(head, end);
    }
    worker.heads().release(head);
  }

  /** The answer is complete: bytes behind it would be an answer to nothing. */
  private void ended(ByteBuf in) {
    connection.state(UpstreamState.IDLE);
    readSize.expectHead();
    if (in.isReadable()) {
      connection.spoil();
      in.skipBytes(in.readableBytes());
    }
  }

  // ---- body ----

  /** Returns whether {@code in} is still ours. */
  private boolean body(ByteBuf in) {
    ByteBuf data = body.next(in);
    if (body.error() != null) {
      malformed();
      in.skipBytes(in.readableBytes());
      return true;
    }
    boolean whole = data == in;
    boolean end = body.isDone();
    if (!end) {
      readSize.expectBody(body.expected());
      connection.touch();
    } else if (!whole) {
      ended(in);
    } else {
      connection.state(UpstreamState.IDLE);
      readSize.expectHead();
    }
    tell(in, data, end);
    return !whole;
  }

  private void tell(ByteBuf in, @Nullable ByteBuf data, boolean end) {
    ResponseListener told = connection.listener();
    HttpHead trailers = end ? body.trailers() : null;
    if (told == null) {
      if (data != null) {
        data.release();
      }
    } else if (trailers != null) {
      told.onResponseTrailers(trailers);
      body.releaseTrailers();
    } else if (data == in && readSize.isReusable(in)) {
      // The second owner is this connection: a small body is copied on, and its buffer free again.
      told.onResponseData(in.retain(), end);
      readSize.done(in);
    } else if (data != null || end) {
      told.onResponseData(data == null ? Unpooled.EMPTY_BUFFER : data, end);
    }
  }

  private void tunnel(ByteBuf in) {
    ResponseListener told = connection.listener();
    if (told == null) {
      in.release();
    } else {
      readSize.expectBody(0);
      told.onResponseData(in, false);
    }
  }

  // ---- end ----

  private void malformed() {
    connection.fail(
        connection.state() == UpstreamState.HEAD
            ? ProxyError.MALFORMED_RESPONSE
            : ProxyError.RESPONSE_TRUNCATED);
  }

  /** Gives the head back if there is one. */
  void release() {
    HttpHead head = response;
    if (head != null) {
      response = null;
      worker.heads().release(head);
    }
  }
}
