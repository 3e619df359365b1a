package io.forebay.observe;

import io.forebay.config.AccessLogConfig;
import io.forebay.http.Worker;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file, or a stream of the process, that access logs are written to; one for all that name the
 * same. Files are opened by the life-cycle thread, which tells at once if that fails, and handed to
 * the writing thread, which alone writes and closes.
 */
final class LogTarget {
  private static final Logger LOG = LoggerFactory.getLogger(LogTarget.class);

  private final String path;
  private final LogWriter writer;
  private final LongAdder dropped;
  private final LoopLog[] loops;
  private final AtomicReference<@Nullable FileChannel> reopened = new AtomicReference<>();
  private volatile boolean retired;
  private @Nullable FileChannel channel;
  private boolean failing;

  LogTarget(String path, List<Worker> workers, LogWriter writer, LongAdder dropped) {
    this.path = path;
    this.writer = writer;
    this.dropped = dropped;
    this.loops = new LoopLog[workers.size()];
    for (int i = 0; i < loops.length; i++) {
      loops[i] = new LoopLog(workers.get(i), this);
    }
  }

  LoopLog loop(int worker) {
    return loops[worker];
  }

  /** Counts lines that are lost. Any thread. */
  void dropped(int lines) {
    dropped.add(lines);
  }

  /** Has {@code buffer} written and given back. Event loop of {@code loop}. */
  void hand(LoopLog loop, LogBuffer buffer) {
    writer.execute(
        () -> {
          write(buffer);
          loop.giveBack(buffer);
        });
  }

  // ---- life-cycle thread ----

  /** Opens the file, for the first time or because it may have been renamed. */
  void open() throws IOException {
    FileChannel opened = openFile();
    retired = false;
    closeQuietly(reopened.getAndSet(opened));
    writer.execute(this::useReopened);
  }

  /** No plan names it any more; lines of requests still under way go to it all the same. */
  void retire() {
    retired = true;
    writer.execute(this::close);
  }

  private FileChannel openFile() throws IOException {
    switch (path) {
      case AccessLogConfig.STDOUT -> {
        return new FileOutputStream(FileDescriptor.out).getChannel();
      }
      case AccessLogConfig.STDERR -> {
        return new FileOutputStream(FileDescriptor.err).getChannel();
      }
      default -> {
        try {
          return open(Path.of(path));
        } catch (NoSuchFileException e) {
          throw new IOException("access log " + path + ": no such folder", e);
        } catch (AccessDeniedException e) {
          throw new IOException("access log " + path + ": permission denied", e);
        } catch (IOException e) {
          throw new IOException("access log " + path + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private static FileChannel open(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      // A pipe: opened for writing only, it would wait for its first reader.
      return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  // ---- writing thread ----

  private void write(LogBuffer buffer) {
    useReopened();
    try {
      FileChannel file = channel;
      if (file == null) {
        file = openFile();
        channel = file;
      }
      buffer.writeTo(file);
      if (failing) {
        failing = false;
        LOG.info("access log {}: can be written again", path);
      }
    } catch (IOException e) {
      dropped(buffer.lines());
      close();
      if (!failing && !Thread.currentThread().isInterrupted()) {
        failing = true;
        LOG.error("{}; lines are dropped until it can be written", reason(e));
      }
    }
    if (retired) {
      close();
    }
  }

  private String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    String prefix = "access log " + path;
    return message.startsWith(prefix) ? message : prefix + ": " + message;
  }

  private void useReopened() {
    FileChannel next = reopened.getAndSet(null);
    if (next != null) {
      close();
      channel = next;
    }
  }

  /** Closes the file; whatever is written next opens it again. */
  void close() {
    FileChannel file = channel;
    channel = null;
    closeQuietly(file);
  }

  private void closeQuietly(@Nullable FileChannel file) {
    if (file == null || AccessLogConfig.isStream(path)) {
      return;
    }
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("{}", reason(e));
    }
  }
}
