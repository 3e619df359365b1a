package io.forebay.observe;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The thread that writes all access logs, one buffer after the other. It alone may wait for a disk.
 * The queue is bounded by the number of buffers that there are.
 */
final class LogWriter {
  private static final long STOP_MILLIS = 2000;

  private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "forebay-access-log");
  private boolean stopped;

  LogWriter() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Has {@code work} done after all that was asked for before. Any thread. */
  void execute(Runnable work) {
    queue.add(work);
  }

  /** Does what was asked for, for two seconds at most, and ends. Life-cycle thread. */
  void stop() {
    queue.add(() -> stopped = true);
    try {
      thread.join(STOP_MILLIS);
      // Closes the file that the thread is stuck in.
      thread.interrupt();
      thread.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stopped && !Thread.currentThread().isInterrupted()) {
        queue.take().run();
      }
    } catch (InterruptedException e) {
      // Stopped while waiting.
    }
  }
}
