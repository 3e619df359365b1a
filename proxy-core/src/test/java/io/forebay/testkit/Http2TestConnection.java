package io.forebay.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection behind Netty's codec: hands frames to their streams. Everything public is
 * thread-safe; waits last 10 s at most.
 */
public final class Http2TestConnection extends Http2EventAdapter {
  private static final int WAIT_SECONDS = 10;
  private static final long PING = 0x666f7265626179L;

  private final Channel channel;
  private final Http2ConnectionHandler codec;
  private final Consumer<Http2TestStream> onStream;
  private final Map<Integer, Http2TestStream> streams = new ConcurrentHashMap<>();
  private final CountDownLatch settled = new CountDownLatch(1);
  private final CountDownLatch goneAway = new CountDownLatch(1);
  private final AtomicInteger pings = new AtomicInteger();
  private final Http2Settings settings = new Http2Settings();
  private volatile long goAwayCode = -1;
  private volatile int lastStreamId = -1;

  /** Puts TLS, if given, and the codec into the channel's pipeline. */
  Http2TestConnection(
      Channel channel,
      boolean server,
      Http2Settings announced,
      @Nullable SslContext tls,
      Consumer<Http2TestStream> onStream) {
    this.channel = channel;
    this.onStream = onStream;
    // Kept out of the leak detector, which looks for buffers of the proxy.
    channel.config().setAllocator(new UnpooledByteBufAllocator(false, true));
    codec =
        new Http2ConnectionHandlerBuilder()
            .server(server)
            .initialSettings(announced)
            .encoderIgnoreMaxHeaderListSize(true)
            .gracefulShutdownTimeoutMillis(0)
            .frameListener(this)
            .build();
    codec.connection().addListener(this);
    if (tls != null) {
      channel
          .pipeline()
          .addLast(named(tls.newHandler(channel.alloc(), "localhost", port(channel))));
    }
    channel.pipeline().addLast(codec, new Failure());
    channel.closeFuture().addListener(it -> failAll("connection closed"));
  }

  /** What the peer announced last, once it has. */
  public Http2Settings awaitSettings() {
    await(settled, "SETTINGS");
    synchronized (settings) {
      return new Http2Settings().copyFrom(settings);
    }
  }

  /** The error code of the peer's last GOAWAY, once there is one. */
  public long awaitGoAway() {
    await(goneAway, "GOAWAY");
    return goAwayCode;
  }

  /** The last stream id of the peer's last GOAWAY; -1 so far. */
  public int lastStreamId() {
    return lastStreamId;
  }

  /** Waits until the connection is closed, by whichever side. */
  public void awaitClose() {
    if (!channel.closeFuture().awaitUninterruptibly(WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("open after " + WAIT_SECONDS + " s (expected: closed by the peer)");
    }
  }

  public boolean isOpen() {
    return channel.isOpen();
  }

  /** Sends PING; see {@link #answeredPings}. */
  public void ping() {
    write((context, done) -> codec.encoder().writePing(context, false, PING, done));
  }

  /** How many pings of ours the peer has answered. */
  public int answeredPings() {
    return pings.get();
  }

  /**
   * Sends GOAWAY: streams of the peer above {@code lastStreamId} will not be looked at. A code
   * other than 0 closes the connection behind it.
   */
  public void goAway(int lastStreamId, long code) {
    write(
        (context, done) -> codec.goAway(context, lastStreamId, code, Unpooled.EMPTY_BUFFER, done));
  }

  /** Announces other settings. */
  public void settings(Http2Settings changed) {
    write((context, done) -> codec.encoder().writeSettings(context, changed, done));
  }

  /** Closes without a word. */
  public void close() {
    // Past the codec, which would send GOAWAY.
    channel.eventLoop().execute(() -> channel.unsafe().close(channel.newPromise()));
  }

  Http2TestStream open(Http2Fields head, boolean end) {
    var created =
        channel
            .eventLoop()
            .submit(
                () -> {
                  int id = codec.connection().local().incrementAndGetNextStreamId();
                  Http2TestStream stream = stream(id);
                  stream.head(head, end);
                  return stream;
                });
    return created.syncUninterruptibly().getNow();
  }

  void writeHead(int id, Http2Fields fields, boolean end) {
    write(
            (context, done) ->
                codec.encoder().writeHeaders(context, id, fields.toNetty(), 0, end, done))
        .addListener(it -> failIfNot(it.isSuccess(), id, it.cause()));
  }

  Future<?> writeData(int id, byte[] bytes, boolean end) {
    return write(
            (context, done) ->
                codec.encoder().writeData(context, id, Unpooled.wrappedBuffer(bytes), 0, end, done))
        .addListener(it -> failIfNot(it.isSuccess(), id, it.cause()));
  }

  void writeReset(int id, long code) {
    write((context, done) -> codec.resetStream(context, id, code, done));
  }

  /** Lets the peer send as many bytes more, on the stream and on the connection. */
  void returnCredit(int id, int bytes) {
    write(
        (context, done) -> {
          Http2Stream stream = codec.connection().stream(id);
          if (stream != null) {
            try {
              codec.connection().local().flowController().consumeBytes(stream, bytes);
            } catch (Http2Exception e) {
              throw new IllegalStateException(e);
            }
          }
        });
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int id,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean end) {
    onHeadersRead(context, id, headers, padding, end);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean end) {
    boolean known = streams.containsKey(id);
    Http2TestStream stream = stream(id);
    stream.onHead(Http2Fields.from(headers), end);
    if (!known) {
      onStream.accept(stream);
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean end) {
    return stream(id).onData(ByteBufUtil.getBytes(data), data.readableBytes() + padding, end);
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext context, int id, long code) {
    stream(id).onReset(code);
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext context, Http2Settings announced) {
    synchronized (settings) {
      settings.copyFrom(announced);
    }
    settled.countDown();
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext context, long value) {
    pings.incrementAndGet();
  }

  @Override
  public void onGoAwayRead(
      ChannelHandlerContext context, int lastStreamId, long code, ByteBuf reason) {
    goAwayCode = code;
    this.lastStreamId = lastStreamId;
    goneAway.countDown();
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    // Told before a reset that the peer sent, which says more.
    channel.eventLoop().execute(() -> stream(stream.id()).onFailure("closed on this side"));
  }

  /** Failed handshakes and broken connections end here. */
  private final class Failure extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      failAll(cause.toString());
      context.close();
    }
  }

  @FunctionalInterface
  private interface Write {
    void run(ChannelHandlerContext context, ChannelPromise done);
  }

  private ChannelPromise write(Write write) {
    ChannelPromise done = channel.newPromise();
    channel
        .eventLoop()
        .execute(
            () -> {
              ChannelHandlerContext context = channel.pipeline().context(codec);
              if (context == null) {
                done.tryFailure(new IllegalStateException("connection closed"));
              } else {
                write.run(context, done);
                codec.flush(context);
              }
            });
    return done;
  }

  private Http2TestStream stream(int id) {
    return streams.computeIfAbsent(id, it -> new Http2TestStream(this, it));
  }

  private void failIfNot(boolean success, int id, @Nullable Throwable cause) {
    if (!success) {
      stream(id).onFailure(Objects.toString(cause));
    }
  }

  private void failAll(String reason) {
    streams.values().forEach(it -> it.onFailure(reason));
  }

  /** A name without a dot is sent only where it is set. */
  private static SslHandler named(SslHandler handler) {
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName("localhost")));
    handler.engine().setSSLParameters(parameters);
    return handler;
  }

  private static int port(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress peer ? peer.getPort() : -1;
  }

  private static void await(CountDownLatch latch, String what) {
    try {
      if (!latch.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("nothing for " + WAIT_SECONDS + " s (expected: " + what + ")");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted (expected: " + what + ")", e);
    }
  }
}
