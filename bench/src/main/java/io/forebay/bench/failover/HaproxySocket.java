package io.forebay.bench.failover;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** HAProxy's administration socket. */
final class HaproxySocket {
  private final Path path;

  HaproxySocket(Path path) {
    this.path = path;
  }

  /** Sends one command and returns the whole answer. */
  String ask(String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      channel.write(StandardCharsets.US_ASCII.encode(command + "\n"));
      StringBuilder answer = new StringBuilder();
      ByteBuffer buffer = ByteBuffer.allocate(8192);
      while (channel.read(buffer.clear()) >= 0) {
        answer.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
      }
      return answer.toString();
    }
  }

  /** A column of the statistics of a server of the backend {@code app}. */
  String statistic(String server, String column) throws IOException {
    List<String> lines = ask("show stat").lines().toList();
    List<String> columns = Arrays.asList(lines.get(0).replace("# ", "").split(","));
    for (String line : lines) {
      if (line.startsWith("app," + server + ",")) {
        return line.split(",", -1)[columns.indexOf(column)];
      }
    }
    throw new IOException("no server " + server + " in the statistics");
  }
}
