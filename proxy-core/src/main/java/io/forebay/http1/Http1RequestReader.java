package io.forebay.http1;

import io.forebay.http.Framing;
import io.forebay.http.HeadLimits;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.ReadSize;
import io.forebay.http.RequestListener;
import io.forebay.http.Worker;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a client's connection: finds the requests in what arrives, one after the
 * other, and stashes what comes behind the one under way. Owns its head and what is not read yet.
 * Event loop only.
 */
final class Http1RequestReader {

  private final Http1ServerConnection connection;
  private final Worker worker;
  private final HeadLimits limits;
  private final ReadSize readSize;
  private final Http1HeadParser parser;
  private final RequestStash stash = new RequestStash();
  private @Nullable Http1BodyDecoder body;
  private @Nullable HttpHead request;
  private boolean used;
  private boolean reading;
  private boolean done;
  private boolean emptyLine;
  private boolean expectation;

  Http1RequestReader(
      Http1ServerConnection connection, Worker worker, HeadLimits limits, ReadSize readSize) {
    this.connection = connection;
    this.worker = worker;
    this.limits = limits;
    this.readSize = readSize;
    this.parser = new Http1HeadParser(limits);
  }

  // ---- what the connection asks ----

  /** Whether anything of a request has ever arrived. */
  boolean isUsed() {
    return used;
  }

  /** The head under way, if more than an empty line of it has arrived. */
  @Nullable HttpHead startedHead() {
    return parser.isStarted() ? request : null;
  }

  /** Whether the request under way has arrived whole. */
  boolean isDone() {
    return done;
  }

  /** Whether the client may still wait for leave to send its body. */
  boolean isExpectationOpen() {
    return expectation && !done;
  }

  /** Whether bytes are being consumed further up the stack. */
  boolean isReading() {
    return reading;
  }

  /** Whether nothing waits to be read. */
  boolean isEmpty() {
    return stash.isEmpty();
  }

  /** Whether so much waits to be read that no more is wanted. */
  boolean isFull() {
    return stash.isFull();
  }

  Http1BodyDecoder decoder() {
    if (body == null) {
      body = new Http1BodyDecoder(limits, worker.heads());
    }
    return body;
  }

  // ---- bytes ----

  /** Consumes what was just read, or stashes it. Takes ownership of {@code in}. */
  void onBytes(ByteBuf in) {
    if (reading || !stash.isEmpty() || isBehindRequest()) {
      stash(in);
    } else {
      consume(in);
    }
  }

  private boolean isBehindRequest() {
    return done && connection.state() == ClientState.EXCHANGE;
  }

  private void consume(ByteBuf in) {
    reading = true;
    try {
      while (true) {
        ByteBuf rest = step(in);
        if (rest == null) {
          return;
        }
        in = rest;
      }
    } finally {
      reading = false;
      connection.onConsumed();
    }
  }

  /** Does one thing with {@code in}; returns it if more is to be done with it at once. */
  private @Nullable ByteBuf step(ByteBuf in) {
    if (!in.isReadable()) {
      readSize.done(in);
      return takeStash();
    }
    switch (connection.state()) {
      case IDLE, HEAD -> {
        if (!canStart()) {
          stash(in);
          return null;
        }
        head(in);
      }
      case EXCHANGE -> {
        if (done) {
          stash(in);
          return null;
        }
        return body(in);
      }
      case TUNNEL -> {
        readSize.expectBody(0);
        connection.onTunnelBytes(in);
        return null;
      }
      case LINGER -> {
        in.release();
        readSize.expectBody(0);
        connection.onLingeringBytes();
        return null;
      }
      case CLOSED -> {
        in.release();
        return null;
      }
    }
    return in;
  }

  // ---- stash ----

  private void stash(ByteBuf in) {
    stash.add(in, connection.alloc());
    if (stash.isFull()) {
      connection.pauseRead();
    }
  }

  private @Nullable ByteBuf takeStash() {
    if (stash.isEmpty() || isBehindRequest() || !canStart()) {
      return null;
    }
    ByteBuf taken = stash.take();
    connection.resumeRead();
    return taken;
  }

  /** A client that does not read its answers gets no further ones made for it. */
  private boolean canStart() {
    return connection.state() != ClientState.IDLE || connection.isWritable();
  }

  /** Goes on with what was stashed, if the connection can. */
  void resume() {
    if (!reading) {
      consumeApart(takeStash());
    }
  }

  /** A tunnel has begun: what was stashed are its first bytes. */
  void resumeAsTunnel() {
    if (!reading) {
      consumeApart(stash.take());
    }
  }

  /** Consumes bytes that were read earlier: no end of that read follows that would flush them. */
  private void consumeApart(@Nullable ByteBuf in) {
    if (in == null) {
      return;
    }
    consume(in);
    RequestListener told = connection.listener();
    if (told != null) {
      told.onRequestReadComplete();
    }
  }

  // ---- a head ----

  private void head(ByteBuf in) {
    boolean first = connection.state() == ClientState.IDLE;
    if (first) {
      used = true;
      connection.state(ClientState.HEAD);
      HttpHead head = worker.heads().acquire();
      request = head;
      parser.beginRequest(head, emptyLine);
    }
    switch (parser.parse(in)) {
      case NEED_MORE -> {
        if (parser.isOnlyEmptyLine()) {
          // Some clients end a body with one; the connection is as idle as before.
          emptyLine = true;
          releaseRequest();
          connection.state(ClientState.IDLE);
        } else if (first) {
          connection.deadline().awaitHead();
        }
      }
      case FAILED -> reject(parser.error(), in);
      case COMPLETE -> {
        ProxyError error = Http1RequestRules.apply(head());
        if (error != null) {
          reject(error, in);
        } else {
          begin(head(), in);
        }
      }
    }
  }

  private HttpHead head() {
    HttpHead head = request;
    if (head == null) {
      throw new IllegalStateException("no request in state " + connection.state());
    }
    return head;
  }

  private void begin(HttpHead head, ByteBuf in) {
    Framing framing = head.framing();
    if (framing != Framing.NONE) {
      decoder().begin(framing, head.contentLength());
      if (!decoder().isSound(in)) {
        reject(ProxyError.MALFORMED_REQUEST, in);
        return;
      }
    }
    if (head.minorVersion() == 0 && (head.seen() & HeaderId.HOST.bit()) == 0) {
      addHost(head);
    }
    emptyLine = false;
    done = framing == Framing.NONE;
    expectation = (head.seen() & HeaderId.EXPECT.bit()) != 0;
    connection.begin(head);
  }

  /**
   * HTTP/1.0 needs no Host, the HTTP/1.1 in which the request is forwarded does (RFC 9112 section
   * 3.2). The address that the client came to is all that is known of what it asked for.
   */
  private void addHost(HttpHead head) {
    SocketAddress local = connection.localAddress();
    String host =
        local instanceof InetSocketAddress address ? NetUtil.toSocketAddressString(address) : "";
    head.add(HeaderId.HOST, Ascii.bytes(host));
  }

  /** The head took too long to arrive. */
  void rejectLate() {
    reject(ProxyError.REQUEST_TIMEOUT, Unpooled.EMPTY_BUFFER);
  }

  private void reject(@Nullable ProxyError error, ByteBuf in) {
    in.skipBytes(in.readableBytes());
    done = false;
    connection.reject(head(), error == null ? ProxyError.MALFORMED_REQUEST : error);
  }

  // ---- a body ----

  private @Nullable ByteBuf body(ByteBuf in) {
    Http1BodyDecoder decoder = decoder();
    int before = in.readableBytes();
    ByteBuf data = decoder.next(in);
    boolean whole = data == in;
    connection.onBodyBytes(whole ? before : before - in.readableBytes());
    if (decoder.error() != null) {
      in.release();
      connection.onBadBody(decoder.error());
      return null;
    }
    done = decoder.isDone();
    readSize.expectBody(done ? 0 : decoder.expected());
    tell(decoder, data);
    if (done && connection.state() == ClientState.EXCHANGE) {
      readSize.expectHead();
      connection.onRequestEnd();
    }
    return whole ? takeStash() : in;
  }

  private void tell(Http1BodyDecoder decoder, @Nullable ByteBuf data) {
    RequestListener told = connection.listener();
    HttpHead trailers = done ? decoder.trailers() : null;
    if (told == null) {
      if (data != null) {
        data.release();
      }
    } else if (trailers != null) {
      told.onRequestTrailers(trailers);
    } else if (data != null || done) {
      told.onRequestData(data == null ? Unpooled.EMPTY_BUFFER : data, done);
    }
  }

  // ---- end ----

  /** The exchange is over, or there will be none. */
  void releaseRequest() {
    HttpHead head = request;
    if (head != null) {
      request = null;
      worker.heads().release(head);
    }
    if (body != null) {
      body.releaseTrailers();
    }
  }

  /** Drops what was stashed. */
  void dropStash() {
    stash.release();
  }
}
