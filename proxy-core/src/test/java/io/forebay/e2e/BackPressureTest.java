package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.hash;
import static io.forebay.e2e.Setup.text;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.net.Transport;
import io.forebay.runtime.Proxy;
import io.forebay.testkit.Counts;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A side that does not keep up stops the other, and gets all of it in the end. */
@ExtendWith(LeakExtension.class)
class BackPressureTest {

  private static final byte[] BODY = Setup.bytes(16 << 20);

  @ParameterizedTest
  @EnumSource(Transport.class)
  void slowReader_serverThatClosesIsReadToItsEnd(Transport transport) {
    OriginScript script =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 200 OK\r\nContent-Length: " + BODY.length + "\r\n\r\n");
          c.send(BODY);
        };
    download(transport, script);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void serverClosesWhilePaused_bodyIsReadToItsEnd(Transport transport) {
    // Sizes of which the last part, with the server's end, waits in the proxy's receive buffer.
    int[] sizes = {3 << 20, 4 << 20, 5 << 20, 6 << 20, 7 << 20};
    AtomicInteger next = new AtomicInteger();
    OriginScript script =
        c -> {
          c.readRequest();
          int size = sizes[next.getAndIncrement()];
          c.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
          c.send(Arrays.copyOf(BODY, size));
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()))) {
      for (int size : sizes) {
        try (RawClient client =
            RawClient.connect(new InetSocketAddress("127.0.0.1", proxy.port()), 64 * 1024)) {
          client.send(GET);
          awaitStandstill(proxy, Counts::serverIn);
          assertThat(hash(client.readResponse().body())).isEqualTo(hash(Arrays.copyOf(BODY, size)));
        }
      }
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void slowReader_answerUntilCloseIsReadToItsEnd(Transport transport) {
    OriginScript script =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 200 OK\r\n\r\n");
          c.send(BODY);
        };
    download(transport, script);
  }

  private static void download(Transport transport, OriginScript script) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(GET);
      awaitStandstill(proxy, Counts::serverIn);
      assertThat(hash(client.readResponse().body())).isEqualTo(hash(BODY));
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void slowServer_bodyArrivesWhole(Transport transport) throws InterruptedException {
    CountDownLatch read = new CountDownLatch(1);
    OriginScript script =
        c -> {
          c.readHead();
          read.await();
          String answer = hash(c.readRequest().body());
          c.send(Setup.ok(answer));
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      Thread sender = new Thread(() -> client.send(Setup.post("/", "", text(BODY))));
      sender.start();
      awaitStandstill(proxy, Counts::clientIn);
      assertThat(Counts.clientIn(proxy.proxy())).isLessThan(BODY.length);
      read.countDown();
      assertThat(client.readResponse().bodyText()).isEqualTo(hash(BODY));
      sender.join(TimeUnit.SECONDS.toMillis(10));
      awaitIdle(proxy);
    }
  }

  /** Waits until some bytes have passed and then none for a while. */
  static void awaitStandstill(TestProxy proxy, ToLongFunction<Proxy> bytes) {
    long[] last = {-1};
    await("the proxy to pause")
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              long now = bytes.applyAsLong(proxy.proxy());
              boolean still = now > 0 && now == last[0];
              last[0] = now;
              return still;
            });
  }
}
