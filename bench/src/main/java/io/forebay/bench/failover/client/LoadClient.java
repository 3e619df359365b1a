package io.forebay.bench.failover.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open loop on one thread: requests leave at fixed intervals, however long earlier ones take.
 * Half of them share some connections, the others open one each. Nothing is tried twice.
 */
public final class LoadClient {
  /** How long the client of the scenarios waits for an answer. */
  public static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Shared connections that are kept at least; more when all of them are taken. */
  private static final int SHARED = 8;

  private final InetSocketAddress target;
  private final long intervalNanos;
  private final long patienceNanos;
  private final Selector selector;
  private final Thread thread = new Thread(this::run, "load");
  private final List<Request> requests = new ArrayList<>();
  private final Deque<ClientConnection> underWay = new ArrayDeque<>();
  private final Deque<ClientConnection> idle = new ArrayDeque<>();
  private int shared;
  private volatile int sent;
  private volatile boolean stopping;

  /**
   * A client that will send {@code perSecond} requests per second to {@code target} and wait for
   * each answer as long as its patience lasts.
   */
  public LoadClient(InetSocketAddress target, int perSecond, long patienceNanos)
      throws IOException {
    this.target = target;
    this.patienceNanos = patienceNanos;
    this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.selector = Selector.open();
  }

  /** Begins to send. */
  public void start() {
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.start();
  }

  /** How many requests have left so far. */
  int sent() {
    return sent;
  }

  /** Sends nothing more, waits until all requests have ended, and returns them in their order. */
  public List<Request> stop() throws InterruptedException {
    stopping = true;
    selector.wakeup();
    thread.join();
    return requests;
  }

  private void run() {
    long next = System.nanoTime();
    try (selector) {
      while (!stopping || !underWay.isEmpty()) {
        // Ends of idle connections are seen before they are taken for a request.
        selector.select(this::handle, millisTo(next));
        long now = System.nanoTime();
        for (; !stopping && next - now <= 0; next += intervalNanos) {
          send(new Request(requests.size(), next));
        }
        giveUp(now);
      }
      closeAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long millisTo(long next) {
    long nanos = stopping ? TimeUnit.MILLISECONDS.toNanos(10) : next - System.nanoTime();
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  private void handle(SelectionKey key) {
    ((ClientConnection) key.attachment()).handle(key);
  }

  private void send(Request request) {
    requests.add(request);
    sent = requests.size();
    ClientConnection connection = request.isFresh() ? null : takeShared();
    if (connection == null) {
      connection = new ClientConnection(this, !request.isFresh());
      shared += request.isFresh() ? 0 : 1;
    }
    underWay.add(connection);
    connection.send(request, target, selector);
  }

  private @Nullable ClientConnection takeShared() {
    return shared < SHARED ? null : idle.poll();
  }

  private void giveUp(long now) {
    while (!underWay.isEmpty() && underWay.getFirst().isSentBefore(now - patienceNanos)) {
      underWay.getFirst().end(Outcome.TIMEOUT, 0, false);
    }
  }

  /** The request of {@code connection} has ended; it may be used again unless it was closed. */
  void ended(ClientConnection connection, boolean reusable) {
    underWay.remove(connection);
    if (reusable) {
      idle.add(connection);
    }
  }

  /** A shared connection was closed. */
  void closed(ClientConnection connection) {
    idle.remove(connection);
    shared--;
  }

  private void closeAll() {
    for (SelectionKey key : selector.keys()) {
      ((ClientConnection) key.attachment()).close();
    }
  }
}
