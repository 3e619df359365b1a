package io.forebay.daemon;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** The service manager's ear: a unix socket for datagrams. Linux only. */
final class NotifySocket implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int MAX_BYTES = 4096;

  private final Socket socket = Socket.newSocketDomainDgram();
  private final List<String> messages = new ArrayList<>();

  NotifySocket(Path path) throws IOException {
    socket.bind(new DomainSocketAddress(path.toString()));
  }

  /** Waits for a message with this line. */
  void await(String line) {
    Awaitility.await(line).atMost(LONG).until(() -> all().contains(line));
  }

  /** The lines of all messages so far. */
  List<String> all() {
    try {
      ByteBuffer message = ByteBuffer.allocateDirect(MAX_BYTES);
      for (int n = read(message); n > 0; n = read(message)) {
        byte[] text = new byte[n];
        message.get(0, text);
        messages.addAll(new String(text, StandardCharsets.UTF_8).lines().toList());
      }
      return List.copyOf(messages);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int read(ByteBuffer message) throws IOException {
    return socket.read(message, 0, MAX_BYTES);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
