package io.forebay.runtime;

import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Says to the ends of WebSockets that the proxy goes away, before their connections are cut. Any
 * thread but an event loop's; blocks.
 */
final class Farewell {

  /** For the words to be written, and for a frame under way to come to its end. */
  private static final long MILLIS = 100;

  private static final long POLL_MILLIS = 5;

  private final List<WorkerContext> workers;
  private final IntSupplier open;

  /**
   * @param open how many client connections there are
   */
  Farewell(List<WorkerContext> workers, IntSupplier open) {
    this.workers = workers;
    this.open = open;
  }

  /** Takes no time where there is no WebSocket, {@value #MILLIS} ms at most where there is one. */
  void say() {
    int before = open.getAsInt();
    List<Future<Integer>> answers =
        workers.stream().map(it -> it.worker().eventLoop().submit(it::endTunnels)).toList();
    int told = answers.stream().mapToInt(Farewell::told).sum();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
    while (open.getAsInt() > before - told && System.nanoTime() < deadline) {
      pause();
    }
  }

  private static int told(Future<Integer> answer) {
    return answer.awaitUninterruptibly().isSuccess() ? answer.getNow() : 0;
  }

  private void pause() {
    workers
        .get(0)
        .worker()
        .eventLoop()
        .schedule(() -> {}, POLL_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
  }
}
