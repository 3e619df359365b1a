package io.forebay.bench.failover.origin;

import io.forebay.bench.failover.wire.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * A small HTTP server on one thread. On SIGTERM it closes its listening socket and all idle
 * connections, finishes what it has begun and ends, as application servers do.
 */
public final class Origin implements Runnable {
  private static final long SERVICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final int BACKLOG = 4096;

  private final String name;
  private final Journal journal;
  private final Selector selector;
  private final ServerSocketChannel listener;
  private final PriorityQueue<Answer> answers =
      new PriorityQueue<>(Comparator.comparingLong(Answer::dueNanos));
  private volatile boolean stopping;

  private record Answer(long dueNanos, OriginConnection connection, int status, String body) {}

  /** Listens on {@code port} of 127.0.0.1, or on a free one if that is 0. */
  public Origin(String name, int port, Journal journal) throws IOException {
    this.name = name;
    this.journal = journal;
    this.selector = Selector.open();
    this.listener = ServerSocketChannel.open();
    listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    listener.bind(new InetSocketAddress("127.0.0.1", port), BACKLOG);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  /**
   * The program: NAME PORT JOURNAL. It listens as soon as it reads a byte, and ends with whoever
   * started it: when its input ends.
   */
  public static void main(String[] arguments) throws IOException {
    Journal journal = Journal.open(Path.of(arguments[2]));
    if (System.in.read() < 0) {
      return;
    }
    Origin origin = new Origin(arguments[0], Integer.parseInt(arguments[1]), journal);
    Thread loop = new Thread(origin, "origin");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> origin.stop(loop)));
    loop.start();
    while (System.in.read() >= 0) {
      Thread.onSpinWait();
    }
    Runtime.getRuntime().halt(0);
  }

  /** The port it listens on. */
  public int port() throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  /** Ends {@code loop}, which runs this, gracefully and waits for that. */
  public void stop(Thread loop) {
    stopping = true;
    selector.wakeup();
    try {
      loop.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    journal.listeningSince(System.nanoTime());
    try (selector;
        listener) {
      while (!isDone()) {
        selector.select(this::handle, millisToNextAnswer());
        sendDue();
      }
    } catch (IOException e) {
      System.err.println(name + ": " + e);
    }
  }

  private boolean isDone() throws IOException {
    if (!stopping) {
      return false;
    }
    if (listener.isOpen()) {
      listener.close();
      selector.selectNow();
    }
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof OriginConnection connection && connection.isIdle()) {
        connection.close();
      }
    }
    return answers.isEmpty();
  }

  private long millisToNextAnswer() {
    Answer next = answers.peek();
    if (next == null) {
      return 0;
    }
    long nanos = next.dueNanos() - System.nanoTime();
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
  }

  private void handle(SelectionKey key) {
    if (key.attachment() instanceof OriginConnection connection) {
      connection.read(this);
      return;
    }
    try {
      SocketChannel accepted = listener.accept();
      if (accepted != null) {
        OriginConnection.register(accepted, selector);
      }
    } catch (IOException e) {
      System.err.println(name + ": accept: " + e);
    }
  }

  /** Called for each complete request. */
  void receive(OriginConnection connection, Message request) {
    long now = System.nanoTime();
    boolean check = request.secondWord().equals("/health");
    long number = check ? Journal.CHECK : numberOf(request.secondWord());
    switch (journal.behaviour()) {
      case RESET -> {
        journal.add(new Journal.Entry(now, number, Journal.Event.RESET));
        connection.reset();
      }
      case UNAVAILABLE -> refuse(connection, number, now);
      case UNAVAILABLE_BUT_HEALTHY -> {
        if (check) {
          execute(connection, number, now, 0);
        } else {
          refuse(connection, number, now);
        }
      }
      case SLOW -> execute(connection, number, now, SLOW_NANOS);
      case NORMAL -> execute(connection, number, now, check ? 0 : SERVICE_NANOS);
    }
  }

  /** The last element of a path is the number of the request. */
  private static long numberOf(String path) {
    return Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
  }

  private void refuse(OriginConnection connection, long number, long now) {
    journal.add(new Journal.Entry(now, number, Journal.Event.REFUSED));
    answers.add(new Answer(now, connection, 503, "not now\n"));
  }

  private void execute(OriginConnection connection, long number, long now, long nanos) {
    journal.add(new Journal.Entry(now, number, Journal.Event.EXECUTED));
    answers.add(new Answer(now + nanos, connection, 200, number + " by " + name + "\n"));
  }

  private void sendDue() {
    long now = System.nanoTime();
    while (!answers.isEmpty() && answers.peek().dueNanos() - now <= 0) {
      Answer answer = answers.remove();
      answer.connection().answer(answer.status(), answer.body(), stopping);
    }
  }
}
