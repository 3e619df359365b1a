package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.server;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.Backend;
import io.forebay.backend.Outcome;
import io.forebay.backend.ServerGuard;
import io.forebay.backend.ServerState;
import io.forebay.runtime.Proxy;
import io.forebay.testkit.Counts;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.SilentPort;
import io.forebay.testkit.TestProxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server that has a request and says nothing: what its guard is told. */
@ExtendWith(LeakExtension.class)
class SilenceTest {

  /** Counts how often it is told of silence. */
  private static final class Silences extends AtomicInteger implements ServerGuard {
    private static final long serialVersionUID = 1;

    @Override
    public long tryAcquire() {
      return 0;
    }

    @Override
    public void release(long permit, Outcome outcome, int status) {}

    @Override
    public void broken(Outcome outcome) {}

    @Override
    public void silent() {
      incrementAndGet();
    }
  }

  private static Silences watched(TestProxy proxy, int number) {
    Silences silences = new Silences();
    server(proxy, number).guard(silences);
    return silences;
  }

  private static void awaitSilence(Silences silences) {
    await("silence to be noticed").atMost(LONG).until(() -> silences.get() > 0);
  }

  @Test
  void noFirstByte_guardIsTold() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      Silences silences = watched(proxy, 0);
      client.send(GET);
      awaitSilence(silences);
    }
  }

  @Test
  void keptConnection_isWatchedToo() {
    OriginScript once =
        c -> {
          c.readRequest();
          c.send(Setup.ok("one"));
          c.readRequest();
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(once);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      Silences silences = watched(proxy, 0);
      client.send(GET);
      awaitSilence(silences);
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void connectHangs_guardIsTold() {
    try (SilentPort silent = SilentPort.open();
        TestProxy proxy = TestProxy.start(yaml("{connect: 60s}", "", silent.port()));
        RawClient client = proxy.client()) {
      Silences silences = watched(proxy, 0);
      client.send(GET);
      awaitSilence(silences);
    }
  }

  /** The hung server's silence shows that time enough has passed. */
  @Test
  void requestIncompleteOrAnswerBegun_noSilence() {
    CountDownLatch goOn = new CountDownLatch(1);
    OriginScript halfAnswer =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nla");
          goOn.await();
        };
    String routes =
        """
        global: {worker_threads: 1}
        listeners:
          web:
            bind: "127.0.0.1:0"
            routes:
              - {match: {path: /upload}, backend: upload}
              - {match: {path: /half}, backend: half}
              - {match: {path_prefix: /}, backend: app}
        backends:
          upload: {servers: ["127.0.0.1:%d"]}
          half: {servers: ["127.0.0.1:%d"]}
          app: {servers: ["127.0.0.1:%d"]}
        """;
    try (ScriptedOrigin upload = ScriptedOrigin.start(OriginScript.neverAnswer());
        ScriptedOrigin half = ScriptedOrigin.start(halfAnswer);
        ScriptedOrigin hung = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy =
            TestProxy.start(routes.formatted(upload.port(), half.port(), hung.port()));
        RawClient uploading = proxy.client();
        RawClient reading = proxy.client();
        RawClient waiting = proxy.client()) {
      Silences ofUpload = new Silences();
      proxy.proxy().backend("upload").servers().get(0).server().guard(ofUpload);
      Silences ofHung = watched(proxy, 0);
      uploading.send("PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234");
      reading.send(GET.replace(" / ", " /half "));
      await("both")
          .atMost(LONG)
          .until(() -> upload.heads().size() == 1 && half.requests().size() == 1);
      await("a part of the answer").atMost(LONG).until(() -> Counts.serverIn(proxy.proxy()) > 0);
      Silences ofHalf = new Silences();
      proxy.proxy().backend("half").servers().get(0).server().guard(ofHalf);
      waiting.send(GET);
      awaitSilence(ofHung);
      assertThat(ofUpload.get()).isZero();
      assertThat(ofHalf.get()).isZero();
      uploading.send("56789");
      awaitSilence(ofUpload);
      goOn.countDown();
    }
  }

  /** Nobody has the requests leave: the look finds that the server is down. */
  @Test
  void serverIsDown_requestLeavesItAtTheNextLook() {
    try (ScriptedOrigin hung = ScriptedOrigin.start(OriginScript.neverAnswer());
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = TestProxy.start(yaml("{}", "balance: first", hung.port(), good.port()));
        RawClient client = proxy.client()) {
      Proxy it = proxy.proxy();
      client.send(GET);
      await("the request").atMost(LONG).until(() -> hung.requests().size() == 1);
      it.control()
          .submit(
              () -> {
                server(proxy, 0).state(ServerState.DOWN);
                it.backends().forEach(Backend::refresh);
              })
          .syncUninterruptibly();
      assertThat(client.readResponse().bodyText()).isEqualTo("good");
    }
  }
}
