package io.forebay.daemon;

import io.forebay.config.yaml.SourceFiles;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has files read again when they hold something else, on a thread of its own. What the files hold
 * counts, not when they were written: one that is written again as it was changes nothing. What the
 * system tells of changes only says when to look.
 */
final class FileWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatcher.class);

  /** What there is to read, and what is done about it. Called on the thread of the watch. */
  interface Owner {
    /** What was read last, whether it is in force or was refused. */
    SourceFiles lastRead();

    /** Whether what the files hold now has no problem. */
    boolean isValid();

    /** Reads them again; returns when that is over. */
    void reload() throws InterruptedException;
  }

  /**
   * How long it waits.
   *
   * @param look between two looks at the files while the system tells of changes, as it does not
   *     for all kinds of file systems
   * @param lookAlone between two looks while it does not
   * @param quiet for how long nothing may have changed before a change counts
   * @param grace for how much longer if it is not valid: it may be half written
   */
  record Pace(Duration look, Duration lookAlone, Duration quiet, Duration grace) {
    static final Pace DEFAULT =
        new Pace(
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofMillis(200),
            Duration.ofSeconds(1));

    /** For files that belong together and are written one after the other. */
    static final Pace UNHURRIED =
        new Pace(
            Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ZERO);
  }

  private final Owner owner;
  private final WatchedFolders folders;
  private final Pace pace;
  private final Thread thread;

  private FileWatcher(String thread, Owner owner, @Nullable WatchService service, Pace pace) {
    this.owner = owner;
    this.folders = new WatchedFolders(service);
    this.pace = pace;
    this.thread = new Thread(this::run, thread);
    this.thread.setDaemon(true);
  }

  /**
   * @param thread the name of its thread
   */
  static FileWatcher start(String thread, Owner owner, Pace pace) {
    return start(thread, owner, service(), pace);
  }

  /**
   * @param service null where the system tells of no changes; closed with the watch
   */
  static FileWatcher start(String thread, Owner owner, @Nullable WatchService service, Pace pace) {
    FileWatcher watcher = new FileWatcher(thread, owner, service, pace);
    watcher.thread.start();
    return watcher;
  }

  private static @Nullable WatchService service() {
    try {
      return FileSystems.getDefault().newWatchService();
    } catch (IOException | UnsupportedOperationException e) {
      long seconds = Pace.DEFAULT.lookAlone.toSeconds();
      LOG.warn("files are looked at every {} s, not watched: {}", seconds, e.getMessage());
      return null;
    }
  }

  private void run() {
    try (folders) {
      while (true) {
        try {
          // Watched first and looked at then: nothing can happen in between.
          folders.watch(owner.lastRead().paths());
          settle();
        } catch (RuntimeException e) {
          LOG.error("changed files are not looked at this time", e);
        }
        folders.await(folders.isComplete() ? pace.look : pace.lookAlone);
      }
    } catch (InterruptedException e) {
      // Closed.
    } catch (IOException e) {
      LOG.debug("watch of files", e);
    }
  }

  /** Reloads if the files hold something else, once they are left alone. */
  private void settle() throws InterruptedException {
    SourceFiles seen = owner.lastRead().now();
    while (!seen.holdTheSameAs(owner.lastRead())) {
      SourceFiles before = seen;
      seen = after(pace.quiet);
      if (seen.holdTheSameAs(before) && !owner.isValid()) {
        seen = after(pace.grace);
      }
      if (seen.holdTheSameAs(before)) {
        owner.reload();
        return;
      }
    }
  }

  private SourceFiles after(Duration pause) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    return owner.lastRead().now();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
