package io.forebay.e2e;

import static io.forebay.e2e.AccessLogFile.config;
import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.forebay.net.Transport;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ProxyException;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.SyslogReceiver;
import io.forebay.testkit.TestProxy;
import io.forebay.util.Ticker;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainDatagramSocketAddress;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access logs sent as syslog. */
@ExtendWith(LeakExtension.class)
class SyslogTest {
  private static final String FRONT =
      "<134>1 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z [!-~]+ forebay "
          + ProcessHandle.current().pid()
          + " access - ";

  @TempDir private Path folder;

  private static String yaml(String path, String format, ScriptedOrigin origin) {
    return config(
        "{path: '%s', format: '%s', flush: 20ms}".formatted(path, format), "{}", "", origin.port());
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  /** A request whose header field X is that long. */
  private static String withField(int length) {
    return "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(length) + "\r\n\r\n";
  }

  private static ScriptedOrigin origin() {
    return ScriptedOrigin.start(OriginScript.respond(ok("hello")));
  }

  private static void awaitDropped(TestProxy proxy, RawClient client, String request) {
    await("dropped lines")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              assertThat(client.send(request).readResponse().status()).isEqualTo(200);
              return proxy.proxy().accessLogDropped() > 0;
            });
  }

  // ---- messages ----

  @Test
  void message_isThatOfRfc5424() {
    try (SyslogReceiver receiver = SyslogReceiver.udp("127.0.0.1");
        ScriptedOrigin origin = origin();
        TestProxy proxy =
            TestProxy.start(yaml("syslog://127.0.0.1:" + receiver.port(), "combined", origin));
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();

      assertThat(receiver.awaitMessages(1).get(0))
          .matches(
              FRONT + "127\\.0\\.0\\.1 - - \\[[^]]+\\] \"GET / HTTP/1\\.1\" 200 5 \"-\" \"-\"");
    }
  }

  @Test
  void facilityAndNode_areInTheMessage() {
    try (SyslogReceiver receiver = SyslogReceiver.udp("127.0.0.1");
        ScriptedOrigin origin = origin();
        TestProxy proxy =
            TestProxy.start(
                yaml("syslog://127.0.0.1:" + receiver.port() + "/local1", "${status}", origin)
                    .replace("{worker_threads: 2}", "{worker_threads: 2, node: 'edge é1'}"));
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();

      assertThat(receiver.awaitMessages(1).get(0))
          .matches("<142>1 \\S+Z edge__1 forebay \\d+ access - 200");
    }
  }

  @Test
  void ipv6Receiver_isInBrackets() throws SocketException {
    assumeThat(NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses))
        .anyMatch(it -> it.getHostAddress().startsWith("0:0:0:0:0:0:0:1"));
    try (SyslogReceiver receiver = SyslogReceiver.udp("::1");
        ScriptedOrigin origin = origin();
        TestProxy proxy =
            TestProxy.start(yaml("syslog://[::1]:" + receiver.port(), "${status}", origin));
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();

      assertThat(receiver.awaitMessages(1).get(0)).matches(FRONT + "200");
    }
  }

  @Test
  void overTcp_everyMessageComesInOrder() {
    try (SyslogReceiver receiver = SyslogReceiver.tcp(0);
        ScriptedOrigin origin = origin();
        TestProxy proxy =
            TestProxy.start(
                yaml("syslog+tcp://127.0.0.1:" + receiver.port(), "${target}", origin));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 300; i++) {
        client.send(get("/" + i)).readResponse();
      }

      assertThat(receiver.awaitMessages(300))
          .allMatch(it -> it.matches(FRONT + "/\\d+"))
          .extracting(it -> it.substring(it.lastIndexOf('/')))
          .containsExactlyElementsOf(IntStream.range(0, 300).mapToObj(i -> "/" + i).toList());
      assertThat(proxy.proxy().accessLogDropped()).isZero();
    }
  }

  @Test
  void overUnixSocket_messagesCome() throws Exception {
    assumeThat(Epoll.isAvailable()).isTrue();
    Path path = folder.resolve("log");
    Socket socket = Socket.newSocketDomainDgram();
    try (ScriptedOrigin origin = origin()) {
      socket.bind(new DomainSocketAddress(path.toString()));
      try (TestProxy proxy =
              TestProxy.start(yaml("syslog+unix://" + path + "/local0", "${status}", origin));
          RawClient client = proxy.client()) {
        client.send(GET).readResponse();

        assertThat(receive(socket)).matches(FRONT + "200");
      }
    } finally {
      socket.close();
    }
  }

  private static String receive(Socket socket) {
    List<String> received = new ArrayList<>();
    await("a datagram")
        .atMost(LONG)
        .until(
            () -> {
              ByteBuffer bytes = ByteBuffer.allocateDirect(1024);
              DomainDatagramSocketAddress from = socket.recvFromDomainSocket(bytes, 0, 1024);
              if (from == null) {
                return false;
              }
              byte[] text = new byte[from.receivedAmount()];
              bytes.get(0, text);
              return received.add(new String(text, StandardCharsets.UTF_8));
            });
    return received.get(0);
  }

  // ---- long lines ----

  @Test
  void longLine_isCutOnUdp() {
    try (SyslogReceiver receiver = SyslogReceiver.udp("127.0.0.1");
        ScriptedOrigin origin = origin();
        TestProxy proxy =
            TestProxy.start(yaml("syslog://127.0.0.1:" + receiver.port(), "${header:X}", origin));
        RawClient client = proxy.client()) {
      client.send(withField(20_000)).readResponse();

      assertThat(receiver.awaitMessages(1).get(0)).hasSize(8192).matches(FRONT + "x+");
      assertThat(proxy.proxy().accessLogTruncated()).isEqualTo(1);
      assertThat(proxy.proxy().accessLogDropped()).isZero();
    }
  }

  @Test
  void longLine_isWholeOnTcp() {
    try (SyslogReceiver receiver = SyslogReceiver.tcp(0);
        ScriptedOrigin origin = origin();
        TestProxy proxy =
            TestProxy.start(
                yaml("syslog+tcp://127.0.0.1:" + receiver.port(), "${header:X}", origin));
        RawClient client = proxy.client()) {
      client.send(withField(50_000)).readResponse();

      assertThat(receiver.awaitMessages(1).get(0)).matches(FRONT + "x{50000}");
      assertThat(proxy.proxy().accessLogTruncated()).isZero();
    }
  }

  // ---- receivers that are away ----

  @Test
  void nobodyReceivesUdp_linesAreCounted() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    // Takes datagrams from its peer only: for others nobody is there, and nobody else gets the
    // port.
    try (DatagramSocket deaf = new DatagramSocket(0, loopback);
        ScriptedOrigin origin = origin();
        TestProxy proxy =
            TestProxy.start(
                yaml("syslog://127.0.0.1:" + deaf.getLocalPort(), "${status}", origin));
        RawClient client = proxy.client()) {
      deaf.connect(loopback, deaf.getLocalPort());
      awaitDropped(proxy, client, GET);
    }
  }

  @Test
  void tcpReceiverAway_linesAreCounted_andComeOnceItIsThere() {
    RefusingPort refusing = RefusingPort.open();
    int port = refusing.port();
    try (ScriptedOrigin origin = origin();
        TestProxy proxy =
            TestProxy.start(yaml("syslog+tcp://127.0.0.1:" + port, "${status}", origin));
        RawClient client = proxy.client()) {
      awaitDropped(proxy, client, GET);
      refusing.close();
      try (SyslogReceiver receiver = SyslogReceiver.tcp(port)) {
        await("a message")
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> {
                  client.send(GET).readResponse();
                  return !receiver.messages().isEmpty();
                });
        assertThat(receiver.messages()).allMatch(it -> it.matches(FRONT + "200"));
      }
    } finally {
      refusing.close();
    }
  }

  @Test
  void tcpReceiverThatEndsItsConnections_losesNothing() {
    try (SyslogReceiver receiver = SyslogReceiver.tcp(0);
        ScriptedOrigin origin = origin();
        TestProxy proxy =
            TestProxy.start(
                yaml("syslog+tcp://127.0.0.1:" + receiver.port(), "${target}", origin));
        RawClient client = proxy.client()) {
      client.send(get("/1")).readResponse();
      receiver.awaitMessages(1);
      receiver.endConnections();
      client.send(get("/2")).readResponse();

      assertThat(receiver.awaitMessages(2))
          .extracting(it -> it.substring(it.lastIndexOf('/')))
          .containsExactly("/1", "/2");
      assertThat(proxy.proxy().accessLogDropped()).isZero();
    }
  }

  @Test
  void receiverThatTakesNothing_stallsNeitherTrafficNorOtherLogs() throws Exception {
    Path file = folder.resolve("other.log");
    try (ServerSocket stalled = new ServerSocket(0, 1);
        ScriptedOrigin origin = origin();
        TestProxy proxy =
            TestProxy.start(
                config(
                    "{path: 'syslog+tcp://127.0.0.1:%d', format: '${header:X}', flush: 20ms}"
                        .formatted(stalled.getLocalPort()),
                    "{}",
                    """
                    routes:
                      - {match: {path: /other}, backend: app, access_log: {path: %s, format: '${target}'}}
                    """
                        .formatted(file),
                    origin.port()));
        RawClient client = proxy.client()) {
      awaitDropped(proxy, client, withField(60_000));
      client.send(get("/other")).readResponse();

      assertThat(AccessLogFile.awaitLines(file, 1)).containsExactly("/other");
    }
  }

  @Test
  void missingUnixSocket_startFailsWithTheReason() throws ProxyException {
    assumeThat(Epoll.isAvailable()).isTrue();
    Path path = folder.resolve("none");
    try (ScriptedOrigin origin = origin();
        Proxy proxy =
            new Proxy(
                TestProxy.parse(yaml("syslog+unix://" + path, "${status}", origin)),
                Transport.best(),
                Ticker.system())) {
      assertThatThrownBy(proxy::open)
          .isInstanceOf(ProxyException.class)
          .hasMessage("access log " + path + ": no such socket");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  void stop_sendsWhatIsBuffered(String transport) {
    boolean udp = transport.equals("udp");
    try (SyslogReceiver receiver = udp ? SyslogReceiver.udp("127.0.0.1") : SyslogReceiver.tcp(0);
        ScriptedOrigin origin = origin()) {
      String scheme = udp ? "syslog" : "syslog+tcp";
      String yaml =
          yaml(scheme + "://127.0.0.1:" + receiver.port(), "${status}", origin)
              .replace("flush: 20ms", "flush: 1h");
      try (TestProxy proxy = TestProxy.start(yaml);
          RawClient client = proxy.client()) {
        client.send(GET).readResponse();
      }
      assertThat(receiver.awaitMessages(1).get(0)).endsWith(" - 200");
    }
  }
}
