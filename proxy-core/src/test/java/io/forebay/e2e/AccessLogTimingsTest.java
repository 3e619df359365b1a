package io.forebay.e2e;

import static io.forebay.e2e.AccessLogFile.awaitLines;
import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.takeDown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the access log says of the ways of a request: where it waited, who was tried. */
@ExtendWith(LeakExtension.class)
class AccessLogTimingsTest {
  private static final String MILLIS = "\\d+\\.\\d{3}";

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("access.log");
  }

  private String yaml(String format, String backend, int... ports) {
    String log = ", access_log: {path: %s, format: '%s', flush: 20ms}}".formatted(file(), format);
    return Setup.yaml("{}", backend, ports).replace("timeouts: {}}", "timeouts: {}" + log);
  }

  private static String get(String target) {
    return GET.replace(" / ", " " + target + " ");
  }

  @Test
  void timings_areThoseOfAConnectionMadeAndOfOneKept() {
    String format = "${queue_ms} ${connect_ms} ${response_ms} ${total_ms}";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("hello")));
        TestProxy proxy = TestProxy.start(yaml(format, "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();
      client.send(GET).readResponse();

      assertThat(awaitLines(file(), 2).get(0))
          .matches("- %s %s %s".formatted(MILLIS, MILLIS, MILLIS));
      assertThat(awaitLines(file(), 2).get(1)).matches("- - %s %s".formatted(MILLIS, MILLIS));
    }
  }

  @Test
  void waitForAServer_isInQueueMs() {
    Semaphore permits = new Semaphore(0);
    OriginScript gated =
        c -> {
          while (c.readRequest() != null) {
            permits.acquire();
            c.send(ok("hello"));
          }
        };
    String queue = "max_connections: 1\nqueue: {timeout: 30s}\n";
    try (ScriptedOrigin origin = ScriptedOrigin.start(gated);
        TestProxy proxy = TestProxy.start(yaml("${target} ${queue_ms}", queue, origin.port()));
        RawClient first = proxy.client();
        RawClient second = proxy.client()) {
      first.send(get("/1"));
      await("a request").atMost(LONG).until(() -> origin.requests().size() == 1);
      second.send(get("/2"));
      await("a queue").atMost(LONG).until(() -> proxy.proxy().backend("app").queue().length() == 1);
      permits.release(2);
      first.readResponse();
      second.readResponse();

      // Two event loops may write them: in either order.
      assertThat(awaitLines(file(), 2))
          .hasSize(2)
          .contains("/1 -")
          .anyMatch(line -> line.matches("/2 " + MILLIS));
    }
  }

  @Test
  void serverThatRefuses_isInRetriesAndTheOneThatAnsweredInServer() {
    try (RefusingPort refusing = RefusingPort.open();
        ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("hello")));
        TestProxy proxy =
            TestProxy.start(
                yaml(
                    "${retries} ${backend} ${server} ${status} ${reason}",
                    "balance: first\n",
                    refusing.port(),
                    origin.port()));
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();

      assertThat(awaitLines(file(), 1)).containsExactly("1 app s2 200 complete");
    }
  }

  @Test
  void serverThatGoesDown_isInRetriesAndTheOneThatAnsweredInServer() {
    try (ScriptedOrigin hung = ScriptedOrigin.start(OriginScript.neverAnswer());
        ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("hello")));
        TestProxy proxy =
            TestProxy.start(
                yaml("${retries} ${server}", "balance: first\n", hung.port(), origin.port()));
        RawClient client = proxy.client()) {
      client.send(GET);
      await("the request").atMost(LONG).until(() -> hung.requests().size() == 1);
      takeDown(proxy, 0);
      client.readResponse();

      assertThat(awaitLines(file(), 1)).containsExactly("1 s2");
    }
  }
}
