package io.forebay.log;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A thread that writes logs, one thing after the other. It alone may wait for a disk or a peer. It
 * ends when it has had nothing to do for a while and starts again when it has. The queue is bounded
 * by those who fill it.
 */
public final class LogThread {
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor executor;

  /** A thread by that name, once there is something to do. */
  public LogThread(String name) {
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    executor.allowCoreThreadTimeOut(true);
  }

  /** Has {@code work} done after all that was asked for before; not after the end. Any thread. */
  public void execute(Runnable work) {
    executor.execute(work);
  }

  /** How long threads that are stopped may go on: two seconds from now. */
  public static long stopDeadline() {
    return System.nanoTime() + STOP_NANOS;
  }

  /** Does what was asked for, until {@code deadline} at most, and ends. Not an event loop. */
  public void stop(long deadline) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        // Closes the file that the thread is stuck in.
        executor.shutdownNow();
        executor.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
