package io.forebay.bench.failover.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
  private static final String TWO =
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
          + "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

  private final MessageReader reader = new MessageReader();

  @Test
  void next_pipelined_readsOneAfterTheOther() throws IOException {
    add(TWO);
    assertThat(reader.next().body()).isEqualTo("hello");
    Message second = reader.next();
    assertThat(second.status()).isEqualTo(503);
    assertThat(second.closes()).isTrue();
    assertThat(reader.next()).isNull();
  }

  @Test
  void next_byteByByte_readsTheSame() throws IOException {
    List<Message> messages = new ArrayList<>();
    for (char next : TWO.toCharArray()) {
      add(String.valueOf(next));
      Message message = reader.next();
      if (message != null) {
        messages.add(message);
      }
    }
    assertThat(messages).extracting(Message::status).containsExactly(200, 503);
  }

  @Test
  void next_lengthUnknown_refuses() {
    add("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    assertThatThrownBy(reader::next)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected: content-length");
  }

  @Test
  void status_noNumber_isZero() {
    assertThat(new Message("HTTP/1.1 nonsense", "").status()).isZero();
  }

  private void add(String text) {
    reader.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
