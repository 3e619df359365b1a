package io.forebay.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who listens at an address, as far as {@code /proc} tells: processes of other users are seen by
 * root only.
 */
final class SocketOwner {

  private static final Path PROC = Path.of("/proc");
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTENING = "0A";
  private static final int UNIX_FLAGS = 3;
  private static final int UNIX_INODE = 6;
  private static final String UNIX_LISTENING = "00010000";

  private SocketOwner() {}

  /**
   * Who listens on a TCP port, such as {@code process 4711 (nginx)} or {@code this process}; null
   * if it is not known.
   */
  static @Nullable String of(int port) {
    Set<String> sockets = new HashSet<>();
    addSockets(sockets, PROC.resolve("net/tcp"), port);
    addSockets(sockets, PROC.resolve("net/tcp6"), port);
    return holder(sockets);
  }

  /** The same for a unix socket, which is known by the path that it was bound to. */
  static @Nullable String of(Path unixSocket) {
    Set<String> sockets = new HashSet<>();
    for (String line : lines(PROC.resolve("net/unix"))) {
      String[] columns = line.strip().split("\\s+", UNIX_INODE + 2);
      if (columns.length > UNIX_INODE + 1
          && columns[UNIX_INODE + 1].equals(unixSocket.toString())
          && columns[UNIX_FLAGS].equals(UNIX_LISTENING)) {
        sockets.add(link(columns[UNIX_INODE]));
      }
    }
    return holder(sockets);
  }

  private static @Nullable String holder(Set<String> sockets) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (holdsOne(process, sockets)) {
          return name(process);
        }
      }
    } catch (IOException e) {
      // Not Linux, or /proc is hidden.
    }
    return null;
  }

  private static void addSockets(Set<String> sockets, Path table, int port) {
    String suffix = ":%04X".formatted(port);
    for (String line : lines(table)) {
      String[] columns = line.strip().split("\\s+");
      if (columns.length > INODE
          && columns[LOCAL_ADDRESS].endsWith(suffix)
          && columns[STATE].equals(LISTENING)) {
        sockets.add(link(columns[INODE]));
      }
    }
  }

  /** Empty without that table, so that nothing is known of its family. */
  private static List<String> lines(Path table) {
    try {
      return Files.readAllLines(table, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String link(String inode) {
    return "socket:[" + inode + "]";
  }

  private static boolean holdsOne(Path process, Set<String> sockets) {
    if (sockets.isEmpty()) {
      return false;
    }
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (isOne(descriptor, sockets)) {
          return true;
        }
      }
    } catch (IOException e) {
      // Another user's process, or one that has just ended.
    }
    return false;
  }

  private static boolean isOne(Path descriptor, Set<String> sockets) {
    try {
      return sockets.contains(Files.readSymbolicLink(descriptor).toString());
    } catch (IOException e) {
      return false;
    }
  }

  private static String name(Path process) throws IOException {
    long pid = Long.parseLong(process.getFileName().toString());
    return pid == ProcessHandle.current().pid()
        ? "this process"
        : "process " + pid + " (" + Files.readString(process.resolve("comm")).strip() + ")";
  }
}
