package io.forebay.bench.failover.origin;

import io.forebay.bench.failover.wire.Message;
import io.forebay.bench.failover.wire.MessageReader;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One connection to a server. Confined to the server's thread. */
final class OriginConnection {
  private final SocketChannel channel;
  private final MessageReader reader = new MessageReader();
  private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
  private int unanswered;
  private boolean last;

  private OriginConnection(SocketChannel channel) {
    this.channel = channel;
  }

  static void register(SocketChannel channel, Selector selector) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.register(selector, SelectionKey.OP_READ, new OriginConnection(channel));
  }

  boolean isIdle() {
    return unanswered == 0;
  }

  void read(Origin origin) {
    try {
      int count = channel.read(buffer.clear());
      if (count < 0) {
        close();
        return;
      }
      reader.add(buffer.flip());
      for (Message next = reader.next(); next != null; next = reader.next()) {
        unanswered++;
        last |= next.closes() || next.head().contains(" HTTP/1.0");
        origin.receive(this, next);
      }
    } catch (IOException e) {
      close();
    }
  }

  /** Answers are small: they fit into what the kernel takes at once. */
  void answer(int status, String body, boolean closing) {
    unanswered--;
    if (!channel.isOpen()) {
      return;
    }
    last |= closing;
    String head = "HTTP/1.1 " + status + (status == 200 ? " OK\r\n" : " Service Unavailable\r\n");
    try {
      channel.write(Message.bytes(last ? head + "Connection: close\r\n" : head, body));
    } catch (IOException e) {
      last = true;
    }
    if (last && unanswered == 0) {
      close();
    }
  }

  /** Closes with a reset instead of an end. */
  void reset() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // The other side was faster: there is nothing left to reset.
    }
    close();
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The descriptor is gone all the same.
    }
  }
}
