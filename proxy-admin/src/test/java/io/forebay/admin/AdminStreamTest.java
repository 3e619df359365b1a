package io.forebay.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.admin.resource.AdminRequest;
import io.forebay.admin.resource.AdminResponse;
import io.forebay.admin.resource.EventStream;
import io.forebay.config.AdminConfig;
import io.forebay.config.BindAddress;
import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Server-sent events over a socket. */
@ExtendWith(LeakExtension.class)
class AdminStreamTest {

  /** More than all buffers take. */
  private static final int MANY = 10_000;

  private static final String GET = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final AtomicReference<EventStream.@Nullable Sink> sink = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private EventLoopGroup loop;
  private AdminListener listener;

  @BeforeEach
  void open() throws Exception {
    Transport transport = Transport.of(null);
    loop = transport.newEventLoops(1, "test-admin");
    AdminConfig config = AdminFixture.config("127.0.0.1:0");
    listener =
        AdminListener.open(
            loop,
            transport,
            BindAddress.parse("127.0.0.1:0"),
            new AdminSettings(config, null),
            AdminFixture.guard(new AdminRouter(List.of(new Events()))));
  }

  @AfterEach
  void close() {
    listener.close();
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void stream_eventOfSeveralLines_isSentAsSuch() {
    try (RawClient client = RawClient.connect(address())) {
      client.send(GET);
      onLoop(() -> it().send("state", "one\ntwo"));
      String head = client.readHead();
      assertThat(head).startsWith("HTTP/1.1 200 ").contains("text/event-stream");
      onLoop(() -> it().close());
      assertThat(client.readAll())
          .contains("event: state\ndata: one\ndata: two\n\n")
          .endsWith("0\r\n\r\n");
    }
  }

  @Test
  void stream_clientGone_isTold() throws Exception {
    try (RawClient client = RawClient.connect(address())) {
      client.send(GET);
      client.readHead();
    }
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void stream_clientReadsNothing_losesEventsInsteadOfMemory() {
    try (RawClient client = RawClient.connect(address())) {
      client.send(GET);
      client.readHead();
      String large = "x".repeat(64 * 1024);
      onLoop(
          () -> {
            for (int i = 0; i < MANY && it().send("large", large); i++) {}
          });
      await().until(() -> !it().isWritable());
    }
  }

  private EventStream.Sink it() {
    await().until(() -> sink.get() != null);
    return sink.get();
  }

  private void onLoop(Runnable task) {
    it().executor().submit(task);
  }

  private InetSocketAddress address() {
    return listener.address();
  }

  private final class Events implements Endpoint {
    @Override
    public String path(AdminConfig config) {
      return "/events";
    }

    @Override
    public CompletableFuture<AdminResponse> answer(AdminConfig config, AdminRequest request) {
      return CompletableFuture.completedFuture(
          AdminResponse.stream(
              opened -> {
                opened.onClose(ended::countDown);
                sink.set(opened);
              }));
    }
  }
}
