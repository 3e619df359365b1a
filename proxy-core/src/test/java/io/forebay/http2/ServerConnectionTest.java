package io.forebay.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.ClientConnection;
import io.forebay.http.ClientStream;
import io.forebay.http.ConnectionTracker;
import io.forebay.http.DownstreamConnection;
import io.forebay.http.DownstreamSettings;
import io.forebay.http.HeadLimits;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.RequestListener;
import io.forebay.http.StreamAcceptor;
import io.forebay.http.Worker;
import io.forebay.stats.ByteCells;
import io.forebay.stats.LoopStats;
import io.forebay.testkit.FakeLoop;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.RawHttp2Client;
import io.forebay.testkit.RawHttp2Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Deadlines by a clock that the test moves, and what goes out together. */
@ExtendWith(LeakExtension.class)
class ServerConnectionTest {

  private static final int BODY_RATE = 1000;

  private final FakeLoop loop = new FakeLoop(new ManualTicker());
  private final List<ClientStream> streams = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final List<RawHttp2Frame> frames = new ArrayList<>();
  private final HttpHead ok = new HttpHead();
  private EmbeddedChannel channel;
  private int flushes;
  private int writes;

  private void start(long keepAliveTime, long bodyRate) {
    start(keepAliveTime, bodyRate, 1 << 18);
  }

  private void start(long keepAliveTime, long bodyRate, int streamWindow) {
    ok.response(200);
    channel = new EmbeddedChannel(new Counter());
    DownstreamSettings settings =
        new DownstreamSettings(
            HeadLimits.DEFAULT,
            seconds(10),
            seconds(60),
            seconds(50),
            seconds(3600),
            0,
            keepAliveTime,
            bodyRate);
    Worker worker = Worker.of(0, loop.eventLoop(), loop.ticker());
    channel
        .pipeline()
        .addLast(
            new Http2ServerConnection(
                worker,
                Http2ServerSettings.of(settings, 100, streamWindow, 1 << 20),
                new Acceptor(),
                new ClientConnection(null, null, null),
                new Untracked()));
    channel.pipeline().fireChannelActive();
    write(RawHttp2Client.PREFACE);
    write(RawHttp2Frame.SETTINGS, 0, 0, new byte[0]);
    pass(0);
    frames.clear();
  }

  @AfterEach
  void stop() {
    channel.finishAndReleaseAll();
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  private void write(int type, int flags, int stream, byte[] payload) {
    write(new RawHttp2Frame(type, flags, stream, payload).bytes());
  }

  private void write(byte[] bytes) {
    channel
        .pipeline()
        .fireChannelRead(ByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes));
    channel.pipeline().fireChannelReadComplete();
  }

  private void request(int stream, boolean end) {
    int flags = RawHttp2Frame.END_HEADERS | (end ? RawHttp2Frame.END_STREAM : 0);
    byte[] block = RawHttp2Client.block(RawHttp2Client.request(end ? "GET" : "POST", "/"));
    write(RawHttp2Frame.HEADERS, flags, stream, block);
  }

  /** Lets time pass and collects what goes out meanwhile. */
  private void pass(long seconds) {
    loop.advance(seconds(seconds));
    ByteBuf all = ByteBufAllocator.DEFAULT.directBuffer();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      all.writeBytes(out);
      out.release();
    }
    while (all.isReadable()) {
      byte[] payload = new byte[all.readMedium()];
      int type = all.readByte();
      int flags = all.readByte();
      int stream = all.readInt();
      all.readBytes(payload);
      frames.add(new RawHttp2Frame(type, flags, stream, payload));
    }
    all.release();
  }

  private List<Integer> types() {
    return frames.stream().map(RawHttp2Frame::type).toList();
  }

  private void writable(boolean writable) {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
    channel.runPendingTasks();
  }

  // ---- what goes out together ----

  @Test
  void answersOfOneTurn_shareAFlush() {
    start(0, 0);
    flushes = 0;
    writes = 0;
    for (int i = 0; i < 40; i++) {
      request(2 * i + 1, true);
    }
    for (ClientStream stream : streams) {
      stream.writeHead(ok, false);
      stream.writeData(bytes(100), true);
      stream.flush();
    }
    assertThat(flushes).isZero();
    pass(0);
    assertThat(types()).hasSize(80);
    assertThat(flushes).isEqualTo(1);
    assertThat(writes).isLessThanOrEqualTo(2);
  }

  @Test
  void largeAnswers_takeTurns() {
    start(0, 0);
    write(RawHttp2Frame.WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(1 << 20).array());
    request(1, true);
    request(3, true);
    for (ClientStream stream : streams) {
      stream.writeHead(ok, false);
      stream.writeData(bytes(48 << 10), true);
    }
    flushes = 0;
    List<Integer> order = new ArrayList<>();
    pass(0);
    frames.stream().filter(it -> it.type() == 0).forEach(it -> order.add(it.stream()));
    assertThat(order).containsExactly(1, 3, 1, 3, 1, 3);
  }

  private static ByteBuf bytes(int length) {
    return ByteBufAllocator.DEFAULT.directBuffer(length).writeZero(length);
  }

  // ---- windows ----

  @Test
  void endAlone_mayComeWhereTheWindowIsBelowNothing() {
    start(0, 0, 1 << 14);
    request(1, false);
    streams.get(0).pauseRead();
    for (int i = 0; i < 3; i++) {
      write(RawHttp2Frame.DATA, 0, 1, new byte[1 << 14]);
    }
    write(RawHttp2Frame.SETTINGS, RawHttp2Frame.ACK, 0, new byte[0]);
    write(RawHttp2Frame.DATA, RawHttp2Frame.END_STREAM, 1, new byte[0]);
    pass(0);
    assertThat(types()).doesNotContain(RawHttp2Frame.RST_STREAM);
    assertThat(told).isEmpty();
  }

  // ---- leaving ----

  @Test
  void whatTheClientSentBeforeItKnewThatWeLeave_isDropped() {
    start(0, 0);
    request(1, true);
    channel.pipeline().get(Http2ServerConnection.class).closeWhenIdle();
    request(3, false);
    write(RawHttp2Frame.WINDOW_UPDATE, 0, 3, ByteBuffer.allocate(4).putInt(1).array());
    write(RawHttp2Frame.DATA, 0, 3, new byte[100]);
    write(RawHttp2Frame.HEADERS, 5, 3, RawHttp2Client.block("a", "b"));
    request(5, false);
    write(RawHttp2Frame.RST_STREAM, 0, 5, new byte[4]);
    assertThat(streams).hasSize(1);
    assertThat(told).isEmpty();
    streams.get(0).writeHead(ok, true);
    pass(0);
    assertThat(types()).containsExactly(RawHttp2Frame.GOAWAY, RawHttp2Frame.HEADERS);
  }

  // ---- deadlines ----

  @Test
  void clientThatTakesSomething_hasItsTimeAnew() {
    start(0, 0);
    request(1, true);
    streams.get(0).writeHead(ok, false);
    writable(false);
    for (int i = 0; i < 5; i++) {
      pass(40);
      writable(true);
      writable(false);
      pass(0);
    }
    assertThat(told).isEmpty();
    pass(51);
    assertThat(told).containsExactly("1 CLIENT_TIMEOUT");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void clientThatTookAll_isNotCutForWhatWasBefore() {
    start(0, 0);
    request(1, true);
    streams.get(0).writeHead(ok, false);
    writable(false);
    pass(40);
    writable(true);
    pass(100);
    assertThat(told).isEmpty();
    assertThat(channel.isOpen()).isTrue();
    streams.get(0).abort(ProxyError.INTERNAL);
    pass(0);
  }

  @Test
  void bodyBelowLeastRate_refused() {
    start(0, BODY_RATE);
    request(1, false);
    for (int i = 0; i < 20; i++) {
      write(RawHttp2Frame.DATA, 0, 1, new byte[BODY_RATE]);
      pass(1);
    }
    assertThat(told).isEmpty();
    pass(6);
    assertThat(told).containsExactly("1 REQUEST_TIMEOUT");
  }

  @Test
  void ageReached_clientIsToldToGo() {
    start(seconds(20), 0);
    request(1, true);
    pass(19);
    assertThat(types()).doesNotContain(RawHttp2Frame.GOAWAY);
    pass(2);
    assertThat(types()).contains(RawHttp2Frame.GOAWAY, RawHttp2Frame.PING);
    assertThat(told).isEmpty();
  }

  @Test
  void idle_noPingKeepsItOpen() {
    start(0, 0);
    for (int i = 0; i < 59; i++) {
      pass(1);
      write(RawHttp2Frame.PING, 0, 0, new byte[8]);
    }
    assertThat(types()).doesNotContain(RawHttp2Frame.GOAWAY);
    pass(2);
    assertThat(types()).endsWith(RawHttp2Frame.GOAWAY);
  }

  /** Notes what streams are told, and ends those whose request went wrong. */
  private final class Acceptor implements StreamAcceptor {
    @Override
    public RequestListener onRequest(ClientStream stream, HttpHead request, boolean end) {
      streams.add(stream);
      return new Listener(stream, streams.size() * 2 - 1);
    }

    @Override
    public void onReject(ClientStream stream, HttpHead request, ProxyError error) {
      told.add("reject " + error);
    }

    @Override
    public void onAbort(ClientStream stream, HttpHead request, ProxyError error) {
      told.add("abort " + error);
    }

    @Override
    public void onEmpty(ClientStream stream) {
      told.add("empty");
    }
  }

  private final class Listener implements RequestListener {
    private final ClientStream stream;
    private final int id;

    Listener(ClientStream stream, int id) {
      this.stream = stream;
      this.id = id;
    }

    @Override
    public void onRequestData(ByteBuf data, boolean end) {
      data.release();
    }

    @Override
    public void onRequestTrailers(HttpHead trailers) {
      told.add(id + " trailers");
    }

    @Override
    public void onRequestReadComplete() {
      // Nothing waits for it.
    }

    @Override
    public void onClientWritable() {
      // Nothing waits for it.
    }

    @Override
    public void onClientAbort(ProxyError error) {
      told.add(id + " " + error);
    }

    @Override
    public void onRequestError(ProxyError error) {
      told.add(id + " " + error);
      stream.writeHead(ok, true);
    }

    @Override
    public void onClientShutdown() {
      told.add(id + " shutdown");
    }
  }

  private final class Counter extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      writes++;
      ctx.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
      flushes++;
      ctx.flush();
    }
  }

  private static final class Untracked implements ConnectionTracker {
    private final ByteCells bytes = new LoopStats().ofListener(0);

    @Override
    public ByteCells bytes() {
      return bytes;
    }

    @Override
    public void opened(DownstreamConnection connection) {
      // Nobody asks.
    }

    @Override
    public void replaced(DownstreamConnection before, DownstreamConnection next) {
      // Nobody asks.
    }

    @Override
    public void violated(ClientConnection client, String rule, String detail) {}

    @Override
    public void abused(ClientConnection client) {
      throw new AssertionError("abuse");
    }

    @Override
    public void closed(DownstreamConnection connection) {
      // Nobody asks.
    }
  }
}
