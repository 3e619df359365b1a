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
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.RawHttp2Client;
import io.forebay.testkit.RawHttp2Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random histories of one connection against a naive client, which keeps count of every window:
 * what is sent never passes one, nothing is lost or mixed up, and nothing hangs.
 */
@ExtendWith(LeakExtension.class)
class FlowHistoriesTest {

  private static final int HISTORIES = 1500;
  private static final int STEPS = 40;
  private static final int STREAM_WINDOW = 100_000;
  private static final int CONNECTION_WINDOW = 150_000;
  private static final DownstreamSettings CLIENT =
      new DownstreamSettings(HeadLimits.DEFAULT, 1L << 40, 1L << 40, 1L << 40, 1L << 40, 0, 0, 0);

  private final HttpHead ok = new HttpHead();
  private Random random = new Random(0);
  private final List<Runnable> tasks = new ArrayList<>();
  private EmbeddedChannel channel;
  private Map<Integer, Flow> flows;
  private Flow starting;
  private long sendWindow;
  private int firstSendWindow;
  private long receiveWindow;
  private long firstReceiveWindow;
  private ByteArrayOutputStream wire;

  @Test
  void randomHistories_keepWindowsAndBytes() {
    for (int seed = 0; seed < HISTORIES; seed++) {
      random = new Random(seed);
      begin();
      for (int step = 0; step < STEPS; step++) {
        step();
      }
      finish(seed);
    }
  }

  private void begin() {
    channel = new EmbeddedChannel();
    flows = new TreeMap<>();
    wire = new ByteArrayOutputStream();
    sendWindow = 65_535;
    firstSendWindow = 65_535;
    receiveWindow = 65_535;
    firstReceiveWindow = 65_535;
    ok.response(200);
    Http2ServerSettings settings =
        Http2ServerSettings.of(CLIENT, 100, STREAM_WINDOW, CONNECTION_WINDOW);
    Worker worker = Worker.of(0, loop(), new ManualTicker());
    channel
        .pipeline()
        .addLast(
            new Http2ServerConnection(
                worker,
                settings,
                new Acceptor(),
                new ClientConnection(null, null, null),
                new Untracked()));
    channel.pipeline().fireChannelActive();
    write(RawHttp2Client.PREFACE);
    write(RawHttp2Frame.SETTINGS, 0, 0, new byte[0]);
    turn();
  }

  /** A loop that runs what it is given at the end of a turn, as the channel's own would not. */
  private EventLoop loop() {
    return (EventLoop)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {EventLoop.class},
            (proxy, method, args) -> {
              if (method.getName().equals("execute")) {
                tasks.add((Runnable) args[0]);
              }
              return null;
            });
  }

  private void step() {
    List<Flow> open = new ArrayList<>(flows.values());
    Flow flow = open.isEmpty() ? null : open.get(random.nextInt(open.size()));
    int choice = flow == null ? 0 : random.nextInt(9);
    switch (choice) {
      case 0 -> open();
      case 1, 2 -> flow.answer(random.nextInt(10) == 0 ? 60_000 : random.nextInt(3000));
      case 3, 4 -> flow.upload(random.nextInt(16_385));
      case 5 -> window(flow.id, 1 + random.nextInt(20_000));
      case 6 -> window(0, 1 + random.nextInt(50_000));
      case 7 -> settings(random.nextInt(70_000));
      default -> flow.pauseOrResume();
    }
    if (random.nextInt(3) > 0) {
      turn();
    }
  }

  private void open() {
    if (flows.size() < 10) {
      Flow flow = new Flow(flows.size() * 2 + 1);
      starting = flow;
      flows.put(flow.id, flow);
      write(
          RawHttp2Frame.HEADERS,
          RawHttp2Frame.END_HEADERS,
          flow.id,
          RawHttp2Client.block(RawHttp2Client.request("POST", "/")));
      assertThat(flow.stream).isNotNull();
    }
  }

  private void window(int id, int increment) {
    if (id == 0) {
      sendWindow += increment;
    } else {
      flows.get(id).sendWindow += increment;
    }
    write(RawHttp2Frame.WINDOW_UPDATE, 0, id, ByteBuffer.allocate(4).putInt(increment).array());
  }

  private void settings(int first) {
    // What was sent before is within the window of then.
    turn();
    flows.values().forEach(it -> it.sendWindow += first - firstSendWindow);
    firstSendWindow = first;
    write(
        RawHttp2Frame.SETTINGS,
        0,
        0,
        ByteBuffer.allocate(6).putShort((short) 4).putInt(first).array());
  }

  /** Opens everything: all bytes must arrive, in both directions. */
  private void finish(int seed) {
    while (flows.values().stream().anyMatch(it -> it.delivered < it.uploaded)) {
      flows.values().forEach(Flow::resume);
      turn();
    }
    for (Flow flow : List.copyOf(flows.values())) {
      flow.stream.writeData(Unpooled.EMPTY_BUFFER, true);
      window(flow.id, 10_000_000);
    }
    window(0, 100_000_000);
    turn();
    for (Flow flow : flows.values()) {
      assertThat(flow.taken).as("seed %s", seed).isEqualTo(flow.written);
      assertThat(flow.ended).as("seed %s", seed).isTrue();
    }
    channel.finishAndReleaseAll();
    tasks.clear();
  }

  // ---- wire ----

  private void write(int type, int flags, int stream, byte[] payload) {
    write(new RawHttp2Frame(type, flags, stream, payload).bytes());
  }

  private void write(byte[] bytes) {
    ByteBuf in = ByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    channel.pipeline().fireChannelRead(in);
    if (random.nextBoolean()) {
      channel.pipeline().fireChannelReadComplete();
    }
  }

  private void turn() {
    channel.pipeline().fireChannelReadComplete();
    while (!tasks.isEmpty()) {
      tasks.remove(0).run();
    }
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      byte[] bytes = new byte[out.readableBytes()];
      out.readBytes(bytes).release();
      wire.writeBytes(bytes);
    }
    ByteBuffer all = ByteBuffer.wrap(wire.toByteArray());
    wire.reset();
    while (all.remaining() >= 9) {
      all.mark();
      int length = (all.get() & 0xff) << 16 | all.getShort() & 0xffff;
      int type = all.get();
      int flags = all.get();
      int stream = all.getInt();
      if (all.remaining() < length) {
        all.reset();
        break;
      }
      byte[] payload = new byte[length];
      all.get(payload);
      onFrame(type, flags, stream, payload);
    }
    wire.write(all.array(), all.position(), all.remaining());
  }

  private void onFrame(int type, int flags, int stream, byte[] payload) {
    switch (type) {
      case RawHttp2Frame.DATA -> onData(flows.get(stream), payload, flags);
      case RawHttp2Frame.WINDOW_UPDATE -> {
        int increment = ByteBuffer.wrap(payload).getInt();
        assertThat(increment).isPositive();
        if (stream == 0) {
          receiveWindow += increment;
          assertThat(receiveWindow).isLessThanOrEqualTo(CONNECTION_WINDOW);
        } else {
          flows.get(stream).receiveWindow += increment;
          assertThat(flows.get(stream).receiveWindow).isLessThanOrEqualTo(STREAM_WINDOW);
        }
      }
      case RawHttp2Frame.HEADERS, RawHttp2Frame.SETTINGS -> {
        // Windows are not concerned.
      }
      case RawHttp2Frame.RST_STREAM -> assertThat(flows.get(stream).ended).isTrue();
      default -> throw new AssertionError("a frame of type " + type);
    }
  }

  private void onData(Flow flow, byte[] payload, int flags) {
    assertThat(flow.ended).isFalse();
    sendWindow -= payload.length;
    flow.sendWindow -= payload.length;
    if (payload.length > 0) {
      assertThat(sendWindow).isNotNegative();
      assertThat(flow.sendWindow).isNotNegative();
    }
    for (byte b : payload) {
      assertThat(b).isEqualTo((byte) (flow.taken++ * 31 + flow.id));
    }
    flow.ended = (flags & RawHttp2Frame.END_STREAM) != 0;
  }

  /** What the client knows of a stream, and the server's side of it. */
  private final class Flow implements RequestListener {
    private final int id;
    private ClientStream stream;
    private long sendWindow = firstSendWindow;
    private long receiveWindow = firstReceiveWindow;
    private int written;
    private int taken;
    private int uploaded;
    private int delivered;
    private boolean paused;
    private boolean ended;

    Flow(int id) {
      this.id = id;
    }

    void answer(int length) {
      stream.writeData(pattern(written, length), false);
      written += length;
    }

    void upload(int wanted) {
      int length =
          (int) Math.min(wanted, Math.min(receiveWindow, FlowHistoriesTest.this.receiveWindow));
      ByteBuf bytes = pattern(uploaded, length);
      byte[] payload = new byte[length];
      bytes.readBytes(payload).release();
      receiveWindow -= length;
      FlowHistoriesTest.this.receiveWindow -= length;
      uploaded += length;
      write(RawHttp2Frame.DATA, 0, id, payload);
    }

    void pauseOrResume() {
      paused = !paused;
      if (paused) {
        stream.pauseRead();
      } else {
        stream.resumeRead();
      }
    }

    void resume() {
      paused = false;
      stream.resumeRead();
    }

    private ByteBuf pattern(int from, int length) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) ((from + i) * 31 + id);
      }
      return ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, length)).writeBytes(bytes);
    }

    @Override
    public void onRequestData(ByteBuf data, boolean end) {
      assertThat(paused).isFalse();
      while (data.isReadable()) {
        assertThat(data.readByte()).isEqualTo((byte) (delivered++ * 31 + id));
      }
      data.release();
      if (random.nextInt(20) == 0) {
        paused = true;
        stream.pauseRead();
      }
    }

    @Override
    public void onRequestTrailers(HttpHead trailers) {
      throw new AssertionError("trailers");
    }

    @Override
    public void onRequestReadComplete() {
      // Nothing waits for it.
    }

    @Override
    public void onClientWritable() {
      // Is written to whether it wants or not.
    }

    @Override
    public void onClientAbort(ProxyError error) {
      throw new AssertionError(error);
    }

    @Override
    public void onRequestError(ProxyError error) {
      throw new AssertionError(error);
    }

    @Override
    public void onClientShutdown() {
      throw new AssertionError("shutdown");
    }
  }

  private final class Acceptor implements StreamAcceptor {
    @Override
    public RequestListener onRequest(ClientStream stream, HttpHead request, boolean end) {
      starting.stream = stream;
      stream.writeHead(ok, false);
      return starting;
    }

    @Override
    public void onReject(ClientStream stream, HttpHead request, ProxyError error) {
      throw new AssertionError(error);
    }

    @Override
    public void onAbort(ClientStream stream, HttpHead request, ProxyError error) {
      throw new AssertionError(error);
    }

    @Override
    public void onEmpty(ClientStream stream) {
      throw new AssertionError("empty");
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
    public void violated(ClientConnection client, String rule, String detail) {}

    @Override
    public void abused(ClientConnection client) {
      throw new AssertionError("abuse");
    }

    @Override
    public void closed(DownstreamConnection connection) {
      // Nobody asks.
    }

    @Override
    public void replaced(DownstreamConnection before, DownstreamConnection after) {
      // Nobody asks.
    }
  }
}
