package io.forebay.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.Http2Config;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.ResponseListener;
import io.forebay.http.UpstreamStream;
import io.forebay.http.Worker;
import io.forebay.stats.ByteCells;
import io.forebay.stats.LoopStats;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.RawHttp2Client;
import io.forebay.testkit.RawHttp2Frame;
import io.forebay.util.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of connections to servers, against what a simple model says of them. */
@ExtendWith(LeakExtension.class)
class Http2ClientHistoryTest {

  private static final int HISTORIES = 600;
  private static final int STEPS = 40;
  private static final int WE_ALLOW = 4;
  private static final int MANY = 3_000;
  private static final int REFUSED_STREAM = 7;
  private static final int INTERNAL_ERROR = 2;

  @Test
  void everyRequest_hasTheOutcomeOfTheModel() {
    Set<String> outcomes = new HashSet<>();
    for (int seed = 0; seed < HISTORIES; seed++) {
      History history = new History(seed);
      try {
        history.run();
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + history.steps, e);
      }
      history.requests.stream().map(it -> it.outcome + "").forEach(outcomes::add);
    }
    assertThat(outcomes)
        .contains("null", "whole", "STREAM_REFUSED", "STREAM_RESET", "UPSTREAM_CLOSED")
        .contains("RESPONSE_TRUNCATED", "MALFORMED_RESPONSE");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void contentBeforeAHead_isMalformed(boolean interim) {
    History history = new History(0);
    history.settings();
    Request asked = history.send(100);
    if (interim) {
      byte[] hints = RawHttp2Client.block(":status", "103");
      history.frame(RawHttp2Frame.HEADERS, RawHttp2Frame.END_HEADERS, asked.id, hints);
    }
    history.frame(RawHttp2Frame.DATA, 0, asked.id, new byte[10]);
    assertThat(asked.outcome).isEqualTo("MALFORMED_RESPONSE");
    history.settle();
    history.close();
  }

  @Test
  void whatComesLate_doesNotEndTheConnection() {
    History history = new History(0);
    history.settings();
    Request given = history.send(100);
    given.stream.abort(ProxyError.CLIENT_GONE);
    for (int i = 0; i < MANY; i++) {
      history.frame(RawHttp2Frame.DATA, 0, given.id, new byte[1]);
    }
    history.settle();
    assertThat(history.channel.isOpen()).isTrue();
    assertThat(history.connection.hasRoom()).isTrue();
    history.close();
  }

  @Test
  void requestThatWaitedForTheWindowOfTheConnection_waitsNoMoreOnceItHasEnded() {
    History history = new History(0);
    history.settings();
    byte[] window = ByteBuffer.allocate(6).putShort((short) 4).putInt(1 << 20).array();
    history.frame(RawHttp2Frame.SETTINGS, 0, 0, window);
    Request stuck = history.send(100_000);
    history.settle();
    assertThat(history.connection.turns().isFree(0)).isFalse();
    stuck.stream.abort(ProxyError.CLIENT_GONE);
    assertThat(history.connection.turns().isFree(0)).isTrue();
    history.close();
  }

  /** One request, and what the model knows of it. */
  private static final class Request implements ResponseListener {
    private final int id;
    private final UpstreamStream stream;
    private boolean requestEnded;
    private boolean headSent;
    private boolean open = true;
    private @Nullable String expected;
    private @Nullable String outcome;

    Request(int id, UpstreamStream stream, boolean ended) {
      this.id = id;
      this.stream = stream;
      this.requestEnded = ended;
    }

    /** The model: it ends so. */
    void expect(String how) {
      open = false;
      expected = how;
    }

    /** The model: it ends by {@code error}, or within its answer. */
    void expectFailure(ProxyError error) {
      expect((headSent ? ProxyError.RESPONSE_TRUNCATED : error).name());
    }

    private void told(String how) {
      assertThat(outcome).as("stream %d is told twice", id).isNull();
      outcome = how;
    }

    private void whole() {
      told("whole");
      stream.release(1_000_000_000L, 10);
    }

    @Override
    public void onInterimHead(HttpHead head) {}

    @Override
    public void onResponseHead(HttpHead head, boolean end) {
      if (end) {
        whole();
      }
    }

    @Override
    public void onResponseData(ByteBuf data, boolean end) {
      data.release();
      if (end) {
        whole();
      }
    }

    @Override
    public void onResponseTrailers(HttpHead trailers) {
      whole();
    }

    @Override
    public void onResponseReadComplete() {}

    @Override
    public void onUpstreamWritable() {}

    @Override
    public void onUpstreamError(ProxyError error) {
      told(error.name());
    }

    @Override
    public void onUpstreamShutdown() {}

    @Override
    public void onServerDown() {}
  }

  private static final class History implements Http2Owner {
    private final ByteCells bytes = new LoopStats().ofServer(1);

    @Override
    public ByteCells bytes() {
      return bytes;
    }

    private final Random random;
    private final List<String> steps = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Http2ClientConnection connection;
    private final Worker worker;
    private int peerAllows = Integer.MAX_VALUE;
    private boolean ready;
    private boolean leaving;
    private boolean closed;
    private int told;

    History(int seed) {
      random = new Random(seed);
      worker = Worker.of(0, channel.eventLoop(), new ManualTicker());
      Http2Config config = new Http2Config(WE_ALLOW, 1 << 16, 1 << 20);
      connection = new Http2ClientConnection(worker, this, config, true, 1_000_000_000L, false);
      channel.pipeline().addLast(connection);
      connection.channelActive(channel.pipeline().context(connection));
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        step(i == 0 ? 5 : random.nextInt(12));
        settle();
        check();
      }
      step(11);
      settle();
      check();
      close();
    }

    void close() {
      channel.finishAndReleaseAll();
      worker.buffers().close();
      worker.largeBuffers().close();
    }

    private void step(int kind) {
      switch (kind) {
        case 0, 1, 2 -> begin();
        case 3 -> answer();
        case 4 -> answerHead();
        case 5 -> settings();
        case 6 -> reset();
        case 7 -> goAway();
        case 8 -> abort();
        case 9 -> sendOn();
        case 10 -> malformed();
        default -> {
          if (random.nextInt(8) == 0) {
            lose();
          }
        }
      }
    }

    private void settle() {
      channel.runPendingTasks();
      for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        out.release();
      }
    }

    private List<Request> open() {
      return requests.stream().filter(it -> it.open).toList();
    }

    private @Nullable Request any() {
      List<Request> open = open();
      return open.isEmpty() ? null : open.get(random.nextInt(open.size()));
    }

    private boolean hasRoom() {
      return ready && !leaving && !closed && open().size() < Math.min(WE_ALLOW, peerAllows);
    }

    private void check() {
      assertThat(connection.hasRoom()).isEqualTo(hasRoom());
      for (Request request : requests) {
        assertThat(request.outcome).as("stream %d", request.id).isEqualTo(request.expected);
      }
      if (!closed) {
        assertThat(connection.isIdle()).isEqualTo(open().isEmpty());
      }
      closed |= leaving && open().isEmpty();
      assertThat(channel.isOpen()).isEqualTo(!closed);
      assertThat(told).isEqualTo(closed ? 1 : 0);
    }

    // ---- what we do ----

    private void begin() {
      if (!hasRoom()) {
        return;
      }
      boolean end = random.nextBoolean();
      Request request = new Request(2 * requests.size() + 1, connection.newStream(), end);
      steps.add("begin " + request.id + (end ? " whole" : ""));
      requests.add(request);
      request.stream.begin(request, 1_000_000_000L);
      request.stream.writeHead(head(), end);
    }

    /** A request with the first {@code bytes} of its body. */
    Request send(int bytes) {
      Request request = new Request(2 * requests.size() + 1, connection.newStream(), false);
      requests.add(request);
      request.stream.begin(request, 1_000_000_000L);
      request.stream.writeHead(head(), false);
      request.stream.writeData(Unpooled.wrappedBuffer(new byte[bytes]), false);
      return request;
    }

    private static HttpHead head() {
      HttpHead head = new HttpHead();
      head.reset();
      head.appendBytes(Ascii.bytes("POST / HTTP/1.1\r\n"));
      head.requestLine(0, 4, 5, 6, 1);
      head.fieldsStart(head.end());
      return head;
    }

    private void abort() {
      Request request = any();
      if (request != null) {
        steps.add("abort " + request.id);
        request.open = false;
        request.stream.abort(ProxyError.CLIENT_GONE);
      }
    }

    private void sendOn() {
      Request request = any();
      if (request != null && !request.requestEnded) {
        request.requestEnded = random.nextBoolean();
        steps.add("send " + request.id + (request.requestEnded ? " to its end" : ""));
        byte[] bytes = new byte[random.nextInt(40_000)];
        request.stream.writeData(Unpooled.wrappedBuffer(bytes), request.requestEnded);
      }
    }

    // ---- what the server does ----

    private void frame(int type, int flags, int stream, byte[] payload) {
      if (!closed) {
        ByteBuf in = channel.alloc().directBuffer();
        channel.writeInbound(
            in.writeBytes(new RawHttp2Frame(type, flags, stream, payload).bytes()));
      }
    }

    private static byte[] number(int... numbers) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length);
      for (int number : numbers) {
        bytes.putInt(number);
      }
      return bytes.array();
    }

    private void settings() {
      if (!closed) {
        peerAllows = 1 + random.nextInt(6);
        ready = true;
        steps.add("server allows " + peerAllows);
        byte[] payload = ByteBuffer.allocate(6).putShort((short) 3).putInt(peerAllows).array();
        frame(RawHttp2Frame.SETTINGS, 0, 0, payload);
      }
    }

    private void heads(Request request, boolean end) {
      int flags = RawHttp2Frame.END_HEADERS | (end ? RawHttp2Frame.END_STREAM : 0);
      frame(RawHttp2Frame.HEADERS, flags, request.id, RawHttp2Client.block(":status", "200"));
    }

    private void answer() {
      Request request = any();
      if (request == null) {
        return;
      }
      steps.add("answer " + request.id);
      boolean data = request.headSent || random.nextBoolean();
      request.expect("whole");
      if (!request.headSent) {
        heads(request, !data);
      }
      if (data) {
        byte[] body = new byte[random.nextInt(1000)];
        frame(RawHttp2Frame.DATA, RawHttp2Frame.END_STREAM, request.id, body);
      }
    }

    private void answerHead() {
      Request request = any();
      if (request != null && !request.headSent) {
        steps.add("head of " + request.id);
        request.headSent = true;
        heads(request, false);
      }
    }

    private void malformed() {
      Request request = any();
      if (request != null && !request.headSent && random.nextInt(4) == 0) {
        steps.add("malformed " + request.id);
        request.expectFailure(ProxyError.MALFORMED_RESPONSE);
        byte[] block = RawHttp2Client.block(":status", "200", "Upper", "x");
        frame(RawHttp2Frame.HEADERS, RawHttp2Frame.END_HEADERS, request.id, block);
      }
    }

    private void reset() {
      Request request = any();
      if (request != null) {
        boolean refused = random.nextBoolean();
        steps.add((refused ? "refuse " : "reset ") + request.id);
        request.expectFailure(refused ? ProxyError.STREAM_REFUSED : ProxyError.STREAM_RESET);
        int code = refused ? REFUSED_STREAM : INTERNAL_ERROR;
        frame(RawHttp2Frame.RST_STREAM, 0, request.id, number(code));
      }
    }

    private void goAway() {
      if (!closed && ready && random.nextInt(6) == 0) {
        int last = random.nextInt(2 * requests.size() + 2);
        steps.add("go away above " + last);
        leaving = true;
        open().stream()
            .filter(it -> it.id > last)
            .forEach(it -> it.expectFailure(ProxyError.STREAM_REFUSED));
        frame(RawHttp2Frame.GOAWAY, 0, 0, number(last, 0));
      }
    }

    private void lose() {
      steps.add("lost");
      open().forEach(it -> it.expectFailure(ProxyError.UPSTREAM_CLOSED));
      closed = true;
      channel.close();
    }

    // ---- what its owner is told ----

    @Override
    public void onReady(Http2ClientConnection ready) {}

    @Override
    public boolean onIdle(Http2ClientConnection idle, int maxIdle) {
      return true;
    }

    @Override
    public void onClosed(Http2ClientConnection gone) {
      told++;
    }

    @Override
    public void onTlsFailed(Throwable cause) {}

    @Override
    public void onAnswered(int status, long nanos) {}

    @Override
    public void onFailed(long nanos) {}

    @Override
    public void onAbandoned(long nanos) {}
  }
}
