package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code forebay demo}. */
class DemoIT {
  private static final Pattern SERVER = Pattern.compile("\"server\": \"(\\w+)\"");

  @Test
  void anyPorts_allServersAnswerUntilStopped() {
    try (DaemonProcess demo = DaemonProcess.start("demo", "--any-ports")) {
      demo.awaitLine("and comes back");
      try (RawClient client = demo.client()) {
        RawResponse page = client.send(get("/")).readResponse();
        assertThat(page.bodyText()).contains("X-Forwarded-For", "127.0.0.1");
        assertThat(page.headers().first("content-type")).startsWith("text/html");
        Set<String> servers = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
          Matcher matcher = SERVER.matcher(client.send(get("/api")).readResponse().bodyText());
          assertThat(matcher.find()).isTrue();
          servers.add(matcher.group(1));
        }
        assertThat(servers).containsExactly("s1", "s2", "s3");
      }
      assertThat(demo.lines())
          .anyMatch(line -> line.contains("http://127.0.0.1:" + demo.port("web") + "/ "));

      try (RawClient admin = demo.admin()) {
        String ready = "GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        assertThat(admin.send(ready).readResponse().status()).isEqualTo(200);
      }

      demo.signal("TERM");

      assertThat(demo.awaitExit(Duration.ofSeconds(10))).isZero();
    }
  }

  @Test
  void portInUse_exits1NamingIt() throws IOException {
    try (ServerSocket taken = takePort9002()) {
      try (DaemonProcess demo = DaemonProcess.start("demo")) {
        assertThat(demo.awaitExit()).isEqualTo(1);
        assertThat(demo.lines()).last().asString().contains("cannot bind 127.0.0.1:900");
      }
      assertThat(taken == null || !taken.isClosed()).isTrue();
    }
  }

  /** Null if someone has it already, which serves as well. */
  private static ServerSocket takePort9002() {
    try {
      return new ServerSocket(9002, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      return null;
    }
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: demo.example\r\n\r\n";
  }
}
