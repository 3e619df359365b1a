package io.forebay.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A listening unix socket that looks like one of TCP. Its file goes when it is closed. */
final class UnixServer extends ServerSocket {
  private final Path path;
  private final ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);

  UnixServer(Path path) throws IOException {
    this.path = path;
    channel.bind(UnixDomainSocketAddress.of(path));
  }

  @Override
  public Socket accept() throws IOException {
    return new UnixSocket(channel.accept());
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(path);
  }
}
