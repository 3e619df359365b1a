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
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A whole answer that its client does not take yet, and what becomes of its connection. */
@ExtendWith(LeakExtension.class)
class Http2ClientStreamTest implements ResponseListener {

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final StringBuilder told = new StringBuilder();
  private Worker worker;
  private UpstreamStream stream;

  @BeforeEach
  void beginRequest() {
    worker = Worker.of(0, channel.eventLoop(), new ManualTicker());
    Http2ClientConnection connection =
        new Http2ClientConnection(
            worker, new NoOwner(), Http2Config.DEFAULT, true, 1_000_000_000L, false);
    channel.pipeline().addLast(connection);
    connection.channelActive(channel.pipeline().context(connection));
    frame(RawHttp2Frame.SETTINGS, 0, 0, new byte[0]);
    HttpHead head = new HttpHead();
    head.reset();
    head.appendBytes(Ascii.bytes("GET / HTTP/1.1\r\n"));
    head.requestLine(0, 3, 4, 5, 1);
    head.fieldsStart(head.end());
    stream = connection.newStream();
    stream.begin(this, 1_000_000_000L);
    stream.writeHead(head, true);
  }

  @AfterEach
  void end() {
    settle();
    channel.finishAndReleaseAll();
    worker.buffers().close();
    worker.largeBuffers().close();
  }

  private void frame(int type, int flags, int id, byte[] payload) {
    byte[] bytes = new RawHttp2Frame(type, flags, id, payload).bytes();
    channel.writeInbound(channel.alloc().directBuffer().writeBytes(bytes));
  }

  private void answerWhilePaused() {
    byte[] head = RawHttp2Client.block(":status", "200");
    frame(RawHttp2Frame.HEADERS, RawHttp2Frame.END_HEADERS, 1, head);
    stream.pauseRead();
    frame(RawHttp2Frame.DATA, 0, 1, Ascii.bytes("first "));
    frame(RawHttp2Frame.DATA, RawHttp2Frame.END_STREAM, 1, Ascii.bytes("second"));
    settle();
    assertThat(told).hasToString("200 ");
  }

  private void settle() {
    channel.runPendingTasks();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      out.release();
    }
  }

  private void resume() {
    stream.resumeRead();
    settle();
    assertThat(told).hasToString("200 first second end");
  }

  @Test
  void connectionThatIsLost_leavesIt() {
    answerWhilePaused();
    channel.close();
    settle();
    resume();
  }

  @Test
  void streamThatIsReset_leavesIt() {
    answerWhilePaused();
    frame(RawHttp2Frame.RST_STREAM, 0, 1, new byte[4]);
    resume();
  }

  @Test
  void goAwayBeforeIt_leavesIt() {
    answerWhilePaused();
    frame(RawHttp2Frame.GOAWAY, 0, 0, new byte[8]);
    resume();
  }

  @Test
  void clientThatGivesItUp_releasesIt() {
    answerWhilePaused();
    channel.close();
    settle();
    stream.abort(ProxyError.CLIENT_GONE);
    stream.resumeRead();
    settle();
    assertThat(told).hasToString("200 ");
  }

  @Test
  void answerThatIsNotWhole_isCutWithTheConnection() {
    byte[] head = RawHttp2Client.block(":status", "200");
    frame(RawHttp2Frame.HEADERS, RawHttp2Frame.END_HEADERS, 1, head);
    stream.pauseRead();
    frame(RawHttp2Frame.DATA, 0, 1, Ascii.bytes("first "));
    channel.close();
    settle();
    assertThat(told).hasToString("200 RESPONSE_TRUNCATED");
  }

  @Override
  public void onInterimHead(HttpHead head) {}

  @Override
  public void onResponseHead(HttpHead head, boolean end) {
    told.append(head.status()).append(' ');
  }

  @Override
  public void onResponseData(ByteBuf data, boolean end) {
    told.append(data.toString(StandardCharsets.ISO_8859_1)).append(end ? " end" : "");
    data.release();
    if (end) {
      stream.release(1_000_000_000L, 1);
    }
  }

  @Override
  public void onResponseTrailers(HttpHead trailers) {}

  @Override
  public void onResponseReadComplete() {}

  @Override
  public void onUpstreamWritable() {}

  @Override
  public void onUpstreamError(ProxyError error) {
    told.append(error);
  }

  @Override
  public void onUpstreamShutdown() {}

  @Override
  public void onServerDown() {}

  private static final class NoOwner implements Http2Owner {
    private final ByteCells bytes = new LoopStats().ofServer(1);

    @Override
    public ByteCells bytes() {
      return bytes;
    }

    @Override
    public void onReady(Http2ClientConnection connection) {}

    @Override
    public boolean onIdle(Http2ClientConnection connection, int maxIdle) {
      return true;
    }

    @Override
    public void onClosed(Http2ClientConnection connection) {}

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
