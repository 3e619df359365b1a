package io.forebay.bench.failover;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where the parts of one run are: its directory for files that nobody needs afterwards, and ports
 * of 127.0.0.1.
 *
 * @param web the proxy's port for requests
 * @param admin its port for administration
 */
record Layout(Path directory, int web, int admin, List<Integer> servers) {

  /** Takes five ports that nobody holds. */
  static Layout create(Path directory) throws IOException {
    Files.createDirectories(directory);
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
      return new Layout(directory, ports.get(0), ports.get(1), ports.subList(2, 5));
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  /** Fills in a template, whose names are written like {@code @web@}, and writes it to a file. */
  Path render(Path template, String name, Map<String, String> more) throws IOException {
    String text = Files.readString(template);
    text = text.replace("@web@", "" + web).replace("@admin@", "" + admin);
    for (int i = 0; i < servers.size(); i++) {
      text = text.replace("@server" + (i + 1) + "@", "" + servers.get(i));
    }
    for (Map.Entry<String, String> entry : more.entrySet()) {
      text = text.replace("@" + entry.getKey() + "@", entry.getValue());
    }
    return Files.writeString(directory.resolve(name), text);
  }
}
