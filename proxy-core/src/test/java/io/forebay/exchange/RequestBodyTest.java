package io.forebay.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.http.ResponseListener;
import io.forebay.http.UpstreamStream;
import io.forebay.testkit.LeakExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What of a body is kept for a further try, and what that takes of the memory for all of them. */
@ExtendWith(LeakExtension.class)
class RequestBodyTest {

  private final ReplayMemory memory = new ReplayMemory(10);
  private final HttpHead head = new HttpHead();

  @Test
  void memoryIsLeft_bodyIsKeptAndWrittenAgain() {
    RequestBody body = kept();
    Wire first = new Wire();
    body.writeTo(first, head);
    body.onData(buffer("01234"), false, first);
    body.onData(buffer("5"), true, first);
    assertThat(memory.used()).isEqualTo(6);

    Wire second = new Wire();
    body.writeTo(second, head);
    assertThat(second.text).hasToString("012345");
    assertThat(body.isKept()).isTrue();
    body.discard();
    assertThat(memory.used()).isZero();
  }

  @Test
  void heldBeforeThereIsAConnection_countsOnceItIsSent() {
    RequestBody body = kept();
    body.onData(buffer("01234"), true, null);
    assertThat(memory.used()).isZero();
    body.writeTo(new Wire(), head);
    body.writeTo(new Wire(), head);
    assertThat(memory.used()).isEqualTo(5);
    body.discard();
    assertThat(memory.used()).isZero();
  }

  @Test
  void memoryIsUsedUp_bodyIsSentButNotKept() {
    RequestBody other = kept();
    other.writeTo(new Wire(), head);
    other.onData(buffer("01234567"), true, new Wire());

    RequestBody body = kept();
    Wire wire = new Wire();
    body.writeTo(wire, head);
    body.onData(buffer("ab"), false, wire);
    assertThat(body.isKept()).isTrue();
    body.onData(buffer("cd"), true, wire);
    assertThat(wire.text).hasToString("abcd");
    assertThat(body.isKept()).isFalse();
    assertThat(memory.used()).as("what was kept of it is given back").isEqualTo(8);
    other.discard();
  }

  @Test
  void memoryIsUsedUpWhenItIsSent_bodyIsNotKept() {
    memory.tryReserve(8);
    RequestBody body = kept();
    body.onData(buffer("abc"), true, null);
    Wire wire = new Wire();
    body.writeTo(wire, head);
    assertThat(wire.text).hasToString("abc");
    assertThat(body.isKept()).isFalse();
    assertThat(memory.used()).isEqualTo(8);
  }

  @Test
  void ofTheProcess_isBounded() {
    ReplayMemory process = ReplayMemory.ofProcess();
    assertThat(process.tryReserve(1024 * 1024)).isTrue();
    assertThat(process.tryReserve(64L * 1024 * 1024)).isFalse();
    assertThat(process.used()).isEqualTo(1024 * 1024);
  }

  private RequestBody kept() {
    RequestBody body = new RequestBody(memory);
    body.keep();
    return body;
  }

  private static ByteBuf buffer(String text) {
    return ByteBufAllocator.DEFAULT
        .directBuffer()
        .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Writes down the bodies that are sent on it. */
  private static final class Wire implements UpstreamStream {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void writeData(ByteBuf data, boolean end) {
      text.append(data.toString(StandardCharsets.US_ASCII));
      data.release();
    }

    @Override
    public void begin(ResponseListener listener, long serverNanos) {}

    @Override
    public boolean mayBeStale() {
      return false;
    }

    @Override
    public void release(long idleNanos, int maxIdle) {}

    @Override
    public void writeHead(HttpHead head, boolean end) {}

    @Override
    public void writeTrailers(HttpHead trailers) {}

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void pauseRead() {}

    @Override
    public void resumeRead() {}

    @Override
    public void abort(ProxyError error) {}
  }
}
