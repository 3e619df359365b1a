package io.forebay.admin.resource;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A thread for what takes longer than an event loop may wait, one after the other. It is there
 * while there is something to do. Any thread.
 */
public final class AdminWorker implements Executor, AutoCloseable {

  /** What waits is bounded by the connections; this is only a second fence. */
  private static final int MAX_WAITING = 512;

  private static final int KEEP_SECONDS = 10;

  private final ThreadPoolExecutor thread;

  /**
   * @param name of the thread
   */
  public AdminWorker(String name) {
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            KEEP_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread made = new Thread(task, name);
              made.setDaemon(true);
              return made;
            });
    thread.allowCoreThreadTimeOut(true);
  }

  /**
   * Has an answer made.
   *
   * @throws java.util.concurrent.RejectedExecutionException if it is closed or overrun
   */
  public CompletableFuture<AdminResponse> answer(Supplier<AdminResponse> made) {
    return CompletableFuture.supplyAsync(made, thread);
  }

  /**
   * Has something else done.
   *
   * @throws java.util.concurrent.RejectedExecutionException if it is closed or overrun
   */
  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  /** What waits is not answered any more. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
