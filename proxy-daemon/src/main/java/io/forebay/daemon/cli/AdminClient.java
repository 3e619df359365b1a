package io.forebay.daemon.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks a running daemon, one request per connection. Plain sockets: an HTTP client takes longer to
 * start than all the rest, and knows no unix sockets.
 */
final class AdminClient {

  private static final int READ_BYTES = 8 * 1024;
  private static final int MAX_BYTES = 64 * 1024 * 1024;
  private static final String HEAD_END = "\r\n\r\n";

  /** An answer. */
  record Answer(int status, String body) {

    boolean isDone() {
      return status == 200;
    }
  }

  private final AdminAddress address;

  AdminClient(AdminAddress address) {
    this.address = address;
  }

  /**
   * Sends one request.
   *
   * @param body JSON; empty for none
   * @param limit how long the answer may take
   * @throws IOException with a message fit for operators
   */
  Answer ask(String method, String path, String body, Duration limit) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String type = content.length == 0 ? "" : "Content-Type: application/json\r\n";
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: "
            + address.host()
            + "\r\nConnection: close\r\n"
            + type
            + "Content-Length: "
            + content.length
            + HEAD_END;
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    request.writeBytes(content);
    return answer(exchange(request.toByteArray(), limit));
  }

  private byte[] exchange(byte[] request, Duration limit) throws IOException {
    try (SocketChannel channel = open()) {
      Thread watch = watch(channel, limit);
      try {
        connect(channel);
        for (ByteBuffer rest = ByteBuffer.wrap(request); rest.hasRemaining(); ) {
          channel.write(rest);
        }
        return readAll(channel);
      } catch (AsynchronousCloseException e) {
        throw new IOException(
            "no answer from " + address.text() + " within " + limit.toSeconds() + "s", e);
      } finally {
        watch.interrupt();
      }
    }
  }

  private SocketChannel open() throws IOException {
    return address.socket() instanceof UnixDomainSocketAddress
        ? SocketChannel.open(StandardProtocolFamily.UNIX)
        : SocketChannel.open();
  }

  private void connect(SocketChannel channel) throws IOException {
    try {
      channel.connect(address.resolved());
    } catch (AsynchronousCloseException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          "nobody answers at %s: %s (expected: a running daemon; --admin or FOREBAY_ADMIN names"
                  .formatted(address.text(), e.getMessage())
              + " another address)",
          e);
    }
  }

  /** Blocking channels have no timeouts: closing one ends whatever it waits for. */
  private static Thread watch(SocketChannel channel, Duration limit) {
    Thread watch =
        new Thread(
            () -> {
              try {
                Thread.sleep(limit.toMillis());
                channel.close();
              } catch (InterruptedException | IOException e) {
                Thread.currentThread().interrupt();
              }
            },
            "admin-timeout");
    watch.setDaemon(true);
    watch.start();
    return watch;
  }

  private static byte[] readAll(SocketChannel channel) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    while (channel.read(buffer) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
      buffer.clear();
      if (all.size() > MAX_BYTES) {
        throw new IOException("the answer is too large (expected: at most 64 MiB)");
      }
    }
    return all.toByteArray();
  }

  private Answer answer(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf(HEAD_END);
    if (end < 0 || !text.matches("(?s)HTTP/1\\.[01] [0-9]{3}[ \r].*")) {
      throw new IOException(address.text() + " does not speak HTTP (expected: an admin address)");
    }
    int status = Integer.parseInt(text.substring(9, 12));
    return new Answer(status, text.substring(end + HEAD_END.length()));
  }
}
