package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawHttp2Client;
import io.forebay.testkit.RawHttp2Frame;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bodies far larger than the proxy's memory pass while one side does not keep up. */
@ExtendWith(LeakExtension.class)
class MemoryTest {

  private static final int MAX_MIB = 128;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final long DOWNLOAD = 1L << 30;
  private static final long UPLOAD = 256L << 20;
  private static final byte[] PART = new byte[256 * 1024];
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void gibibyteToSlowReader_passesWithinBounds() throws Exception {
    AtomicLong sent = new AtomicLong();
    OriginScript script =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 200 OK\r\nContent-Length: " + DOWNLOAD + "\r\n\r\n");
          while (sent.get() < DOWNLOAD) {
            c.send(PART);
            sent.addAndGet(PART.length);
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        ProxyProcess proxy = ProxyProcess.start(origin.port());
        Socket client = new Socket("127.0.0.1", proxy.port())) {
      client.setSoTimeout((int) MINUTE.toMillis());
      client
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = client.getInputStream();
      long received = 0;
      byte[] buffer = new byte[PART.length];
      for (int stop = 0; stop < 4; stop++) {
        awaitStandstill(sent);
        assertThat(proxy.usedMiB()).isLessThan(MAX_MIB);
        for (long until = DOWNLOAD / 4 * (stop + 1); received < until; ) {
          received += requireRead(in.read(buffer));
        }
      }
      long rest = in.readAllBytes().length;
      assertThat(received + rest).isBetween(DOWNLOAD, DOWNLOAD + 1024);
      assertThat(proxy.usedMiB()).isLessThan(MAX_MIB);
    }
  }

  /** A hundred answers without end, and a client that never opens a window for them. */
  @Test
  void shutWindowsOfHttp2_holdLittle() throws Exception {
    AtomicLong sent = new AtomicLong();
    OriginScript script =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 200 OK\r\nContent-Length: " + DOWNLOAD + "\r\n\r\n");
          while (true) {
            c.send(PART);
            sent.addAndGet(PART.length);
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        ProxyProcess proxy = ProxyProcess.start(origin.port());
        RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      client.settings(INITIAL_WINDOW_SIZE, 0);
      client.await(RawHttp2Frame.SETTINGS);
      for (int i = 0; i < 100; i++) {
        client.get(2 * i + 1, "/");
      }
      awaitStandstill(sent);
      assertThat(origin.heads()).hasSize(100);
      assertThat(proxy.usedMiB()).isLessThan(MAX_MIB);
    }
  }

  @Test
  void uploadToSlowServer_passesWithinBounds() throws Exception {
    AtomicLong sent = new AtomicLong();
    CountDownLatch go = new CountDownLatch(1);
    try (ServerSocket origin = new ServerSocket(0);
        ProxyProcess proxy = ProxyProcess.start(origin.getLocalPort());
        Socket client = new Socket("127.0.0.1", proxy.port())) {
      client.setSoTimeout((int) MINUTE.toMillis());
      Thread sender = new Thread(() -> upload(client, sent));
      sender.start();
      Thread server = new Thread(() -> take(origin, go));
      server.start();
      awaitStandstill(sent);
      assertThat(sent.get()).isLessThan(UPLOAD);
      assertThat(proxy.usedMiB()).isLessThan(MAX_MIB);
      go.countDown();
      String answer = new String(client.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);
      assertThat(answer).isEqualTo("HTTP/1.1 200 OK");
      assertThat(proxy.usedMiB()).isLessThan(MAX_MIB);
      sender.join(TimeUnit.SECONDS.toMillis(10));
      server.join(TimeUnit.SECONDS.toMillis(10));
    }
  }

  /** Reads one request without keeping it, once {@code go} says so, and answers it. */
  private static void take(ServerSocket origin, CountDownLatch go) {
    try (Socket socket = origin.accept()) {
      go.await();
      byte[] buffer = new byte[PART.length];
      for (long read = 0; read < UPLOAD; ) {
        read += requireRead(socket.getInputStream().read(buffer));
      }
      socket.getOutputStream().write(Setup.ok("all").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void upload(Socket client, AtomicLong sent) {
    try {
      OutputStream out = client.getOutputStream();
      out.write(
          ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + UPLOAD + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      while (sent.get() < UPLOAD) {
        out.write(PART);
        sent.addAndGet(PART.length);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int requireRead(int count) {
    assertThat(count).isPositive();
    return count;
  }

  /** Waits until the sender can send no more, or has sent all. */
  static void awaitStandstill(AtomicLong sent) {
    long[] last = {-1};
    Awaitility.await("the sender to be paused")
        .atMost(MINUTE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              long now = sent.get();
              boolean still = now > 0 && now == last[0];
              last[0] = now;
              return still;
            });
  }
}
