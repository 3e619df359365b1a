package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many peers that do not keep up cost little memory each; the proxy has 32 MiB for buffers. */
@ExtendWith(LeakExtension.class)
class SlowPeersTest {

  private static final int PEERS = 40;
  private static final int DIRECT_MIB = 32;
  private static final int PART_BYTES = 64 * 1024;
  private static final int READ = 39;
  private static final byte[] BODY = Setup.bytes(16 << 20);

  private final AtomicLong sent = new AtomicLong();
  private final List<RawClient> clients = new ArrayList<>();

  @Test
  void manyReadersOfLargeAnswersStop_memoryIsBounded() throws Exception {
    OriginScript script =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 200 OK\r\nContent-Length: " + BODY.length + "\r\n\r\n");
          for (int from = 0; from < BODY.length; from += PART_BYTES) {
            c.send(part(from));
            sent.addAndGet(PART_BYTES);
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        ProxyProcess proxy = ProxyProcess.start(Setup.yaml("{}", "", origin.port()), DIRECT_MIB)) {
      for (int i = 0; i < PEERS; i++) {
        connect(proxy).send(GET);
      }
      MemoryTest.awaitStandstill(sent);
      assertThat(proxy.usedMiB()).isLessThan(DIRECT_MIB);
      for (int i = 0; i < PEERS; i += 10) {
        assertThat(hash(clients.get(i).readResponse().body())).isEqualTo(hash(BODY));
      }
    } finally {
      clients.forEach(RawClient::close);
    }
  }

  @Test
  void manyServersOfLargeUploadsStop_memoryIsBounded() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    OriginScript script =
        c -> {
          (c.readHead().contains("/" + READ) ? go : never).await();
          c.send(Setup.ok(hash(c.readRequest().body())));
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        ProxyProcess proxy = ProxyProcess.start(Setup.yaml("{}", "", origin.port()), DIRECT_MIB)) {
      for (int i = 0; i < PEERS; i++) {
        RawClient client = connect(proxy);
        String target = "/" + i;
        new Thread(() -> upload(client, target)).start();
      }
      MemoryTest.awaitStandstill(sent);
      assertThat(sent.get()).isLessThan((long) PEERS * BODY.length);
      assertThat(proxy.usedMiB()).isLessThan(DIRECT_MIB);
      go.countDown();
      assertThat(clients.get(READ).readResponse().bodyText()).isEqualTo(hash(BODY));
    } finally {
      clients.forEach(RawClient::close);
    }
  }

  private RawClient connect(ProxyProcess proxy) {
    RawClient client =
        RawClient.connect(new InetSocketAddress("127.0.0.1", proxy.port()), PART_BYTES);
    clients.add(client);
    return client;
  }

  private void upload(RawClient client, String target) {
    try {
      client.send(
          "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
              .formatted(target, BODY.length));
      for (int from = 0; from < BODY.length; from += PART_BYTES) {
        client.send(part(from));
        sent.addAndGet(PART_BYTES);
      }
    } catch (UncheckedIOException e) {
      // One of those that are closed before they have sent all.
    }
  }

  private static byte[] part(int from) {
    return Arrays.copyOfRange(BODY, from, from + PART_BYTES);
  }
}
