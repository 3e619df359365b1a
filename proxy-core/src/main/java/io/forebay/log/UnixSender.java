package io.forebay.log;

import io.forebay.config.SyslogAddress;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One message in each datagram to a unix socket, as the system's own logging takes them. */
final class UnixSender implements SyslogSender {
  private static final int MAX_BYTES = UdpSender.MAX_BYTES;
  private static final int TRIES = 20;
  private static final long TRY_MILLIS = 50;

  private final String path;
  private final ByteBuffer message = ByteBuffer.allocateDirect(MAX_BYTES);
  private @Nullable Socket socket;
  private String trouble = "";

  UnixSender(SyslogAddress address) {
    this.path = address.host();
  }

  @Override
  public int maxBytes() {
    return MAX_BYTES;
  }

  @Override
  public void open() throws IOException {
    if (!Epoll.isAvailable()) {
      throw new IOException(
          path + ": unix sockets for datagrams need Linux and its native library");
    }
    if (!Files.exists(Path.of(path))) {
      throw new IOException(path + ": no such socket");
    }
  }

  @Override
  public int send(byte[] bytes, int from, int to) {
    message.clear();
    message.put(bytes, from, to - from);
    try {
      try {
        write(current());
      } catch (IOException e) {
        // The receiver may have been started anew, with another socket under the same path.
        close();
        write(current());
      }
      return 0;
    } catch (IOException e) {
      trouble = String.valueOf(e.getMessage());
      close();
      return 1;
    }
  }

  private Socket current() throws IOException {
    Socket open = socket;
    if (open == null) {
      open = Socket.newSocketDomainDgram();
      socket = open;
      open.connect(new DomainSocketAddress(path));
    }
    return open;
  }

  /** The socket does not block: its receiver gets a second to make room. */
  private void write(Socket open) throws IOException {
    for (int i = 0; open.write(message, 0, message.position()) == 0; i++) {
      if (i == TRIES) {
        throw new IOException("the receiver takes nothing");
      }
      try {
        Thread.sleep(TRY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  @Override
  public String trouble() {
    return trouble;
  }

  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    Closing.quietly(open == null ? null : open::close);
  }
}
