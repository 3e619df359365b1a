package io.forebay.daemon.upgrade;

import io.forebay.net.LocalConnection;
import io.forebay.net.LocalServer;
import io.forebay.net.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Waits at a unix socket for a process that wants to take over from this one, or for somebody who
 * wants one to be started. Each connection has a thread of its own for as long as it is talked
 * with. Any thread.
 */
public final class UpgradeServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UpgradeServer.class);
  private static final int MAX_CONNECTIONS = 8;
  private static final long LAST_WORDS_MILLIS = 1000;

  private final Path path;
  private final Path configuration;
  private final Predecessor predecessor;
  private final Consumer<Handover> onHandover;
  private final EventLoopGroup loop;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final Starter starter;
  private volatile @Nullable LocalServer server;

  private UpgradeServer(
      Path path, Path configuration, Predecessor predecessor, Consumer<Handover> onHandover) {
    this.path = path;
    this.configuration = configuration;
    this.predecessor = predecessor;
    this.starter = new Starter(predecessor);
    this.onHandover = onHandover;
    this.loop = Transport.EPOLL.newEventLoops(1, "forebay-upgrade");
  }

  /**
   * Listens at {@code path}.
   *
   * @param configuration the file that a process started from here is to run with
   * @param onHandover gets each attempt to take over, to be run by the life-cycle thread
   * @throws IOException with the reason; nothing is left open
   */
  public static UpgradeServer open(
      Path path, Path configuration, Predecessor predecessor, Consumer<Handover> onHandover)
      throws IOException {
    UpgradePath.prepare(path);
    UpgradeServer server = new UpgradeServer(path, configuration, predecessor, onHandover);
    try {
      server.server = LocalServer.open(path, server.loop.next(), server::accept);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private void accept(LocalConnection connection) {
    if (threads.size() >= MAX_CONNECTIONS) {
      connection.close();
      return;
    }
    Thread thread = new Thread(() -> talk(connection), "forebay-upgrade-talk");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void talk(LocalConnection connection) {
    try {
      String line = firstLine(connection);
      if (line == null) {
        connection.close();
      } else if (line.equals(Handover.HELLO)) {
        PeerUser.requireSame(connection);
        Handover handover = new Handover(connection, predecessor, Handover.LIMIT);
        starter.greeted(handover);
        onHandover.accept(handover);
      } else if (line.startsWith(Handover.START)) {
        PeerUser.requireSameOrRoot(connection);
        start(connection, Path.of(line.substring(Handover.START.length())));
      } else {
        refuse(connection, line + " (expected: " + Handover.HELLO + ")");
      }
    } catch (IOException e) {
      refuse(connection, String.valueOf(e.getMessage()));
    } finally {
      threads.remove(Thread.currentThread());
    }
  }

  /** Null where there is none: somebody has only looked whether anybody is there. */
  private static @Nullable String firstLine(LocalConnection connection) throws IOException {
    try {
      return connection.receive(Handover.ANSWER);
    } catch (EOFException e) {
      return null;
    }
  }

  /** Leaves the connection open where it fails. */
  private void start(LocalConnection connection, Path launcher) throws IOException {
    String[] arguments = {
      launcher.toString(), "run", "-c", configuration.toString(), "--upgrade=" + path
    };
    String failure =
        starter.run(
            arguments,
            process -> {
              String line = String.join(" ", arguments);
              predecessor.tell(
                  Level.INFO, "upgrade: started process " + process.pid() + ": " + line);
              connection.send(Handover.STARTED + process.pid());
            });
    connection.send(failure.isEmpty() ? Handover.DONE : Handover.FAILED + failure);
    connection.close();
  }

  private void refuse(LocalConnection connection, String reason) {
    predecessor.tell(Level.WARN, "upgrade: refused: " + reason);
    try (connection) {
      connection.send(Handover.FAILED + reason);
    } catch (IOException e) {
      LOG.debug("nobody is told", e);
    }
  }

  /** Leaves the path to the next process. */
  public void leave() {
    LocalServer listening = server;
    // Once: the next process's file can look the same to the system.
    server = null;
    if (listening != null) {
      listening.close();
    }
  }

  /** Whoever is talked with has a second for the last words. */
  @Override
  public void close() {
    leave();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_WORDS_MILLIS);
    for (Thread thread : threads) {
      try {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        thread.join(Math.max(1, left));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
