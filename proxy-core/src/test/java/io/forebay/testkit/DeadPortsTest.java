package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class DeadPortsTest {
  @Test
  void refusingPort_refuses() throws IOException {
    try (var port = RefusingPort.open();
        var socket = new Socket()) {
      assertThatThrownBy(() -> socket.connect(port.address(), 5000))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void refusingPort_afterClose_canBeServed() {
    int port;
    try (var refusing = RefusingPort.open()) {
      port = refusing.port();
    }
    try (var origin = ScriptedOrigin.startOn(port, OriginScript.named("late"));
        var client = RawClient.connect(origin.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
      assertThat(client.readResponse().bodyText()).isEqualTo("late");
    }
  }

  @Test
  void silentPort_letsEveryConnectHang() throws IOException {
    try (var port = SilentPort.open()) {
      for (int i = 0; i < 3; i++) {
        try (var socket = new Socket()) {
          assertThatThrownBy(() -> socket.connect(port.address(), 300))
              .isInstanceOf(SocketTimeoutException.class);
        }
      }
    }
  }
}
