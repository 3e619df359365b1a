package io.forebay.log;

import io.forebay.config.LogPath;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How a file of a log is opened. Stateless. */
final class LogFile {
  private LogFile() {}

  /**
   * Opens {@code path}, a file or a stream of the process, for lines at its end.
   *
   * @throws IOException naming the path and the reason
   */
  static WritableByteChannel open(String path) throws IOException {
    switch (path) {
      case LogPath.STDOUT -> {
        return new FileOutputStream(FileDescriptor.out).getChannel();
      }
      case LogPath.STDERR -> {
        return new FileOutputStream(FileDescriptor.err).getChannel();
      }
      default -> {
        try {
          return openFile(Path.of(path));
        } catch (NoSuchFileException e) {
          throw new IOException(path + ": no such folder", e);
        } catch (AccessDeniedException e) {
          throw new IOException(path + ": permission denied", e);
        } catch (IOException e) {
          throw new IOException(path + ": " + reason(path, e), e);
        }
      }
    }
  }

  private static FileChannel openFile(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      // A pipe: opened for writing only, it would wait for its first reader.
      return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** What the system says, without the path that Java puts in front of it. */
  static String reason(String path, IOException e) {
    String message = String.valueOf(e.getMessage());
    String prefix = path + ": ";
    return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
  }
}
