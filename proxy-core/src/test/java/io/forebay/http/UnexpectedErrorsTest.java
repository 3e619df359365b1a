package io.forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.junit.jupiter.api.Test;

class UnexpectedErrorsTest {

  @Test
  void eventOfAnEarlierSocket_isStray_onlyWhileConnecting() {
    var connecting = new NioSocketChannel();
    try {
      assertThat(UnexpectedErrors.isStray(connecting, new NotYetConnectedException())).isTrue();
      assertThat(UnexpectedErrors.isStray(connecting, new IOException("reset"))).isFalse();
    } finally {
      connecting.unsafe().closeForcibly();
    }
    assertThat(UnexpectedErrors.isStray(connecting, new NotYetConnectedException())).isFalse();
    var connected = new EmbeddedChannel();
    assertThat(UnexpectedErrors.isStray(connected, new NotYetConnectedException())).isFalse();
    connected.close();
  }
}
