package io.forebay.e2e;

import static io.forebay.e2e.AccessLogFile.awaitLines;
import static io.forebay.e2e.AccessLogFile.config;
import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.forebay.net.Transport;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ProxyException;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import io.forebay.util.Ticker;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Access logs that cannot be written. */
@ExtendWith(LeakExtension.class)
class AccessLogFailureTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("access.log");
  }

  private String yaml(int port) {
    return config("{path: %s, format: '${target}', flush: 20ms}".formatted(file()), "{}", "", port);
  }

  private static ScriptedOrigin origin() {
    return ScriptedOrigin.start(OriginScript.respond(ok("")));
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  private static void mkfifo(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }

  private void assertStartFails(String reason) throws ProxyException {
    try (Proxy proxy = new Proxy(TestProxy.parse(yaml(1)), Transport.best(), Ticker.system())) {
      assertThatThrownBy(proxy::open)
          .isInstanceOf(ProxyException.class)
          .hasMessage("access log " + file() + ": " + reason);
    }
  }

  // ---- a disk that fills up ----

  @Test
  void fullDisk_isCountedToldOnceAndTriedAgain() throws IOException {
    assumeThat(FULL).exists();
    Files.createSymbolicLink(file(), FULL);
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger("io.forebay.observe.LogTarget");
    told.start();
    logger.addAppender(told);
    try (ScriptedOrigin origin = origin();
        TestProxy proxy = TestProxy.start(yaml(origin.port()));
        RawClient client = proxy.client()) {
      for (int i = 1; i <= 3; i++) {
        assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
        int count = i;
        await("the count").atMost(LONG).until(() -> proxy.proxy().accessLogDropped() == count);
      }
      Files.delete(file());
      client.send(get("/room")).readResponse();

      assertThat(awaitLines(file(), 1)).containsExactly("/room");
      assertThat(proxy.proxy().accessLogDropped()).isEqualTo(3);
      assertThat(told.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsExactly(
              "access log "
                  + file()
                  + ": No space left on device; lines are dropped until it can be written");
    } finally {
      logger.detachAppender(told);
    }
  }

  // ---- things that are no files ----

  @Test
  void folder_startFailsWithTheReason() throws IOException, ProxyException {
    Files.createDirectory(file());

    assertStartFails("Is a directory");
  }

  @Test
  void socket_startFailsWithTheReason() throws IOException, ProxyException {
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(file()));

      assertStartFails("No such device or address");
    }
  }

  @Test
  void pipe_hasTheLines() throws Exception {
    mkfifo(file());
    Path copy = folder.resolve("copy");
    Process cat =
        new ProcessBuilder("cat", file().toString()).redirectOutput(copy.toFile()).start();
    try (ScriptedOrigin origin = origin();
        TestProxy proxy = TestProxy.start(yaml(origin.port()));
        RawClient client = proxy.client()) {
      client.send(get("/1")).readResponse();
      client.send(get("/2")).readResponse();

      assertThat(awaitLines(copy, 2)).containsExactly("/1", "/2");
    } finally {
      cat.destroyForcibly().waitFor();
    }
  }

  @Test
  void pipeThatNobodyReads_leavesOtherLogsAlone() throws Exception {
    Path other = folder.resolve("other.log");
    mkfifo(file());
    String stalled = "{path: %s, format: '${target}', buffer: 1KiB, flush: 20ms}";
    String routes =
        """
        routes:
          - {match: {path: /other}, backend: app, access_log: {path: %s, format: '${target}'}}
        """
            .formatted(other);
    String request = get("/" + "a".repeat(4000));
    try (ScriptedOrigin origin = origin();
        TestProxy proxy =
            TestProxy.start(config(stalled.formatted(file()), "{}", routes, origin.port()));
        RawClient client = proxy.client()) {
      await("dropped lines")
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                client.send(request).readResponse();
                return proxy.proxy().accessLogDropped() > 10;
              });
      client.send(get("/other")).readResponse();

      assertThat(awaitLines(other, 1)).isEqualTo(List.of("/other"));
    }
  }
}
