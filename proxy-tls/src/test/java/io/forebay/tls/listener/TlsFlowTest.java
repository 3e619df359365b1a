package io.forebay.tls.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large bodies over TLS, and clients that do not take them. */
class TlsFlowTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int PART = 1 << 20;

  @TempDir private Path folder;

  /** Answers with {@code parts} MiB, counting what it could send. */
  private static OriginScript sending(int parts, AtomicLong sent) {
    byte[] part = new byte[PART];
    return c -> {
      while (c.readRequest() != null) {
        c.send("HTTP/1.1 200 OK\r\nContent-Length: " + (long) parts * PART + "\r\n\r\n");
        for (int i = 0; i < parts; i++) {
          c.send(part);
          sent.addAndGet(PART);
        }
      }
    };
  }

  /** The heap of this JVM is half of that, and the buffers outside of it are as many. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void oneGibibyte_isNotHeld(String version) throws Exception {
    AtomicLong sent = new AtomicLong();
    try (ScriptedOrigin origin = ScriptedOrigin.start(sending(1024, sent));
        SecureProxy proxy = SecureProxy.start(folder, "", origin);
        SSLSocket socket = proxy.socket()) {
      socket.setEnabledProtocols(new String[] {version});
      RawClient client = RawClient.over(socket);
      client.send(GET);
      assertThat(client.readHead()).contains(" 200 ");
      for (int i = 0; i < 1024; i++) {
        assertThat(client.readExactly(PART)).hasSize(PART);
      }
      assertThat(sent.get()).isEqualTo(1L << 30);
    }
  }

  @Test
  void clientThatReadsNothing_stopsTheServer() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (ScriptedOrigin origin = ScriptedOrigin.start(sending(512, sent));
        SecureProxy proxy = SecureProxy.start(folder, "", origin);
        RawClient client = proxy.client()) {
      client.send(GET);
      assertThat(client.readHead()).contains(" 200 ");
      AtomicLong before = new AtomicLong(-1);
      // Kernels buffer some MiB on either side; then nothing moves.
      await()
          .pollInterval(Duration.ofMillis(300))
          .until(() -> before.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
      assertThat(sent.get()).isLessThan(64L << 20);

      for (int i = 0; i < 512; i++) {
        assertThat(client.readExactly(PART)).hasSize(PART);
      }
    }
  }
}
