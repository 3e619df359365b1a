package io.forebay.bench.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForebayAdminTest {
  private static final String METRICS =
      """
      # TYPE forebay_server_up gauge
      forebay_server_up{backend="app",server="127.0.0.1:9001"} 1.0
      forebay_server_up{backend="app",server="127.0.0.1:9002"} 0.0
      forebay_connect_errors_total{backend="app",server="127.0.0.1:9002"} 17.0
      """;

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private ForebayAdmin admin;
  private volatile int status = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    admin = new ForebayAdmin(server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
    requests.add(exchange.getRequestMethod() + ' ' + exchange.getRequestURI() + ' ' + body);
    byte[] answer = METRICS.getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void metric_server_isItsOwn() throws Exception {
    assertThat(admin.metric("forebay_server_up", "127.0.0.1:9001")).isEqualTo(1);
    assertThat(admin.metric("forebay_server_up", "127.0.0.1:9002")).isZero();
    assertThat(admin.metric("forebay_connect_errors_total", "127.0.0.1:9002")).isEqualTo(17);
    assertThat(admin.metric("forebay_connect_errors_total", "127.0.0.1:9001")).isZero();
  }

  @Test
  void setState_drain_isPut() throws Exception {
    admin.setState("127.0.0.1:9001", "drain", "?wait=drained");
    assertThat(requests)
        .containsExactly(
            "PUT /api/v1/backends/app/servers/127.0.0.1:9001?wait=drained {\"state\":\"drain\"}");
  }

  @Test
  void setState_refused_fails() {
    status = 504;
    assertThatThrownBy(() -> admin.setState("127.0.0.1:9001", "drain", ""))
        .hasMessageContaining("drain answered 504");
  }
}
