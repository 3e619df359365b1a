package io.forebay.runtime;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who listens on a TCP port, as far as {@code /proc} tells: processes of other users are seen by
 * root only.
 */
final class PortOwner {

  private static final Path PROC = Path.of("/proc");
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTENING = "0A";

  private PortOwner() {}

  /** Such as {@code process 4711 (nginx)} or {@code this process}; null if it is not known. */
  static @Nullable String of(int port) {
    Set<String> sockets = new HashSet<>();
    addSockets(sockets, PROC.resolve("net/tcp"), port);
    addSockets(sockets, PROC.resolve("net/tcp6"), port);
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
    try {
      for (String line : Files.readAllLines(table)) {
        String[] columns = line.strip().split("\\s+");
        if (columns.length > INODE
            && columns[LOCAL_ADDRESS].endsWith(suffix)
            && columns[STATE].equals(LISTENING)) {
          sockets.add("socket:[" + columns[INODE] + "]");
        }
      }
    } catch (IOException e) {
      // Without this table nothing is known of its family.
    }
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
