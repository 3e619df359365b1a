package io.forebay.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that holds the number of this process while it runs. One that an earlier process left is
 * replaced: whoever gets here has all addresses, so that process is not running any more.
 */
final class PidFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PidFile.class);

  private final @Nullable Path path;
  private final String content = ProcessHandle.current().pid() + "\n";

  private PidFile(@Nullable Path path) {
    this.path = path;
  }

  /**
   * Writes it.
   *
   * @param path null for none
   * @throws IOException naming the file and the reason
   */
  static PidFile write(@Nullable String path) throws IOException {
    PidFile file = new PidFile(path == null ? null : Path.of(path));
    file.write();
    return file;
  }

  /**
   * Writes it again, for another process that wanted to take over has written it.
   *
   * @throws IOException naming the file and the reason
   */
  void write() throws IOException {
    if (path != null) {
      try {
        Files.writeString(path, content);
      } catch (IOException e) {
        String reason = e.getClass().getSimpleName() + ": " + e.getMessage();
        throw new IOException("global.pid_file: cannot write " + path + ": " + reason, e);
      }
    }
  }

  /** Removes it, unless another process has written it since. */
  @Override
  public void close() {
    try {
      if (path != null && Files.exists(path) && Files.readString(path).equals(content)) {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.warn("global.pid_file: cannot remove {}: {}", path, e.getMessage());
    }
  }
}
