package io.forebay.log;

import io.forebay.config.LogPath;
import io.forebay.config.SyslogAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;

/**
 * What takes the finished lines of a log. {@link #open} is for the thread that owns the life cycle,
 * the rest for the thread that writes, one at a time.
 */
public interface LogSink {

  /**
   * The sink that {@code path}, a {@link LogPath}, names; not open yet.
   *
   * @param truncated counts the lines that are cut because they are too long
   */
  static LogSink of(String path, LongAdder truncated) {
    return SyslogAddress.isMeant(path)
        ? new SyslogSink(SyslogAddress.parse(path), truncated)
        : new FileSink(path);
  }

  /** Whether only a disk could keep a writer of {@code path} waiting. */
  static boolean isQuick(String path) {
    if (LogPath.isStream(path) || SyslogAddress.isMeant(path)) {
      return false;
    }
    Path file = Path.of(path);
    return Files.isRegularFile(file) || !Files.exists(file);
  }

  /**
   * Opens it, for the first time or again: a file may have been renamed, a name have another
   * address.
   *
   * @throws IOException naming the path and the reason; what was open stays so
   */
  void open() throws IOException;

  /**
   * Writes lines, each with {@code \n} behind it, and opens again what failed before.
   *
   * @return how many of them were lost
   */
  int write(byte[] bytes, int length);

  /** Why lines were lost at last; empty before that. */
  String trouble();

  /** Closes it; whatever is written next opens it again. */
  void close();
}
