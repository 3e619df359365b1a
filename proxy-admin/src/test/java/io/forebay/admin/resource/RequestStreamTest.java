package io.forebay.admin.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.inspect.RequestFilter;
import io.forebay.inspect.RequestTails;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody is sent who follows requests, by a clock of the test's own. */
@ExtendWith(LeakExtension.class)
class RequestStreamTest {

  /** More than all rings hold. */
  private static final int MANY = 1000;

  private ScriptedOrigin origin;
  private TestProxy proxy;
  private final Follower follower = new Follower();

  @BeforeEach
  void start() {
    origin = ScriptedOrigin.start(OriginScript.named("one"));
    proxy = TestProxy.inFrontOf(origin);
    RequestStream.open(tails(), RequestFilter.ALL, follower);
  }

  @AfterEach
  void stop() {
    proxy.close();
    origin.close();
  }

  private RequestTails tails() {
    return proxy.proxy().requestTails();
  }

  private void send(int count) {
    try (RawClient client = proxy.client()) {
      for (int i = 0; i < count; i++) {
        client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n").readResponse("GET");
      }
    }
  }

  @Test
  void requests_inTheirOrder() {
    send(3);
    follower.turn();
    assertThat(follower.sent).hasSize(4).element(0).isEqualTo("open {}");
    assertThat(follower.sent.get(1)).startsWith("request {").contains("\"target\":\"/0\"");
    assertThat(follower.sent.get(3)).contains("\"target\":\"/2\"");
  }

  @Test
  void many_areSentInTurns() {
    send(100);
    follower.turn();
    assertThat(follower.sent).hasSizeLessThan(100);
    follower.turn();
    assertThat(follower.sent).hasSize(101);
  }

  @Test
  void slowReader_losesRequestsAndIsToldHowMany() {
    follower.writable = false;
    send(MANY);
    follower.turn();
    assertThat(follower.sent).hasSize(1);
    follower.writable = true;
    for (int i = 0; i < MANY; i++) {
      follower.turn();
    }
    long requests = follower.sent.stream().filter(it -> it.startsWith("request")).count();
    assertThat(requests).isPositive().isLessThan(MANY);
    assertThat(follower.sent.get(1)).isEqualTo("lost {\"lost\":" + (MANY - requests) + "}");
    assertThat(follower.sent).filteredOn(it -> it.startsWith("lost")).hasSize(1);
  }

  @Test
  void readerGone_nothingIsKeptForHim() {
    assertThat(follower.closing).isNotNull();
    follower.closing.run();
    send(1);
    follower.turn();
    assertThat(follower.sent).hasSize(1);
    assertThat(follower.tasks).isEmpty();
    for (int i = 0; i < RequestTails.MOST; i++) {
      assertThat(tails().open(RequestFilter.ALL)).isNotNull();
    }
  }

  private static final class Follower implements EventStream.Sink {
    private final List<String> sent = new ArrayList<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private boolean writable = true;
    private Runnable closing;

    /** Does what was put off. */
    void turn() {
      List<Runnable> due = List.copyOf(tasks);
      tasks.clear();
      due.forEach(Runnable::run);
    }

    @Override
    public boolean isWritable() {
      return writable;
    }

    @Override
    public boolean send(String event, String data) {
      return writable && sent.add(event + " " + data);
    }

    @Override
    public void close() {
      closing.run();
    }

    @Override
    public void onClose(Runnable task) {
      closing = task;
    }

    @Override
    public ScheduledExecutorService executor() {
      return (ScheduledExecutorService)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {ScheduledExecutorService.class},
              (proxy, method, arguments) -> {
                tasks.add((Runnable) arguments[0]);
                return null;
              });
    }
  }
}
