package io.forebay.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.admin.page.Samples.Sample;
import io.forebay.admin.resource.EventStream;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveFeedTest {

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Sample server = new Sample("one");
  private final LiveState state = new LiveState("page.js");
  private final LiveFeed feed = new LiveFeed(Runnable::run, this::parts, state);
  private int rendered;
  private long version;

  @BeforeEach
  void render() {
    channel.freezeTime();
    version = state.update(parts());
    rendered = 0;
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void viewer_comes_isSentWhatHasChangedSinceItsPage() {
    FakeSink sink = new FakeSink();
    server.down("check answered 503");
    feed.open(sink, version);
    channel.runPendingTasks();
    assertThat(sink.sent).hasSize(1);
    assertThat(sink.sent.get(0)).contains("\"state\":\"down\"", "\"s:app/one\"");
  }

  @Test
  void viewers_many_areRenderedForOnceASecond() {
    List<FakeSink> sinks = List.of(new FakeSink(), new FakeSink(), new FakeSink());
    sinks.forEach(it -> feed.open(it, version));
    channel.runPendingTasks();
    int before = rendered;
    seconds(3);
    assertThat(rendered - before).isEqualTo(3);
    assertThat(sinks).allSatisfy(it -> assertThat(it.sent).hasSizeGreaterThanOrEqualTo(3));
  }

  @Test
  void viewer_readsTooSlowly_isSentAllLater() {
    FakeSink slow = new FakeSink();
    slow.writable = false;
    feed.open(slow, version);
    server.inFlight = 7;
    seconds(2);
    server.down("check answered 503");
    seconds(2);
    assertThat(slow.sent).isEmpty();
    slow.writable = true;
    seconds(1);
    assertThat(slow.sent).hasSize(1);
    assertThat(slow.sent.get(0)).contains("\"state\":\"down\"").contains("\"2\":\"7");
  }

  @Test
  void nobodyLooks_nothingIsRendered() {
    FakeSink sink = new FakeSink();
    feed.open(sink, version);
    seconds(2);
    sink.close();
    seconds(2);
    int before = rendered;
    seconds(10);
    assertThat(rendered).isEqualTo(before);
    feed.open(new FakeSink(), version);
    seconds(1);
    assertThat(rendered).isGreaterThan(before);
  }

  @Test
  void rendering_fails_goesOnAfterwards() {
    FakeSink sink = new FakeSink();
    LiveFeed failing =
        new LiveFeed(
            Runnable::run,
            () -> {
              rendered++;
              if (rendered == 1) {
                throw new IllegalStateException("a test");
              }
              return parts();
            },
            state);
    failing.open(sink, version);
    seconds(2);
    assertThat(sink.sent).isNotEmpty();
  }

  private void seconds(int count) {
    for (int i = 0; i < count; i++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
      channel.runPendingTasks();
    }
  }

  private Parts parts() {
    rendered++;
    return Parts.of(Samples.picture(Samples.backend("app", server)));
  }

  private final class FakeSink implements EventStream.Sink {
    private final List<String> sent = new ArrayList<>();
    private final List<Runnable> whenClosed = new ArrayList<>();
    private boolean writable = true;

    @Override
    public boolean isWritable() {
      return writable;
    }

    @Override
    public boolean send(String event, String data) {
      sent.add(data);
      return true;
    }

    @Override
    public void close() {
      whenClosed.forEach(Runnable::run);
    }

    @Override
    public void onClose(Runnable task) {
      whenClosed.add(task);
    }

    @Override
    public ScheduledExecutorService executor() {
      return channel.eventLoop();
    }
  }
}
