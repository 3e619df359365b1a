package io.forebay.testkit;

import static io.forebay.testkit.IoCall.unchecked;
import static io.forebay.testkit.IoCall.uncheckedAction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An origin on a loopback port of its own, or at a unix socket, that runs an {@link OriginScript}
 * for each connection. Requests are parsed strictly: one that the proxy should not have sent fails
 * {@link #close}. Everything that can be asked is thread-safe.
 */
public final class ScriptedOrigin implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final ServerSocket server;
  private final OriginTls tls;
  private final Thread acceptor;
  private final Map<OriginConnection, Thread> open = new ConcurrentHashMap<>();
  private final List<RawRequest> requests = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile OriginScript script;
  private volatile boolean closing;

  private ScriptedOrigin(ServerSocket server, OriginScript script) {
    this(server, OriginTls.NONE, script);
  }

  private ScriptedOrigin(ServerSocket server, OriginTls tls, OriginScript script) {
    this.server = server;
    this.tls = tls;
    this.script = script;
    this.acceptor = new Thread(this::accept, "origin-" + server.getLocalPort());
    acceptor.setDaemon(true);
  }

  public static ScriptedOrigin start(OriginScript script) {
    var origin = new ScriptedOrigin(listen(0), script);
    origin.acceptor.start();
    return origin;
  }

  /** Starts an origin whose connections {@code tls} encrypts. */
  public static ScriptedOrigin startTls(OriginTls tls, OriginScript script) {
    var origin = new ScriptedOrigin(listen(0), tls, script);
    origin.acceptor.start();
    return origin;
  }

  /** Starts on a port that a test freed before, for origins that come back. */
  public static ScriptedOrigin startOn(int port, OriginScript script) {
    var origin = new ScriptedOrigin(listen(port), script);
    origin.acceptor.start();
    return origin;
  }

  /** Starts at a unix socket. */
  public static ScriptedOrigin startAt(Path path, OriginScript script) {
    var origin = new ScriptedOrigin(unchecked(() -> new UnixServer(path)), script);
    origin.acceptor.start();
    return origin;
  }

  private static ServerSocket listen(int port) {
    return unchecked(
        () -> {
          var server = new ServerSocket();
          server.setReuseAddress(true);
          server.bind(RawClient.loopback(port), 1024);
          return server;
        });
  }

  public int port() {
    return server.getLocalPort();
  }

  public InetSocketAddress address() {
    return RawClient.loopback(port());
  }

  /** Replaces the script for connections accepted from now on. */
  public void script(OriginScript script) {
    this.script = script;
  }

  /** The requests that arrived whole, in order of their ends. */
  public List<RawRequest> requests() {
    return List.copyOf(requests);
  }

  /** The heads that arrived, whether or not their bodies did, in order. */
  public List<String> heads() {
    return List.copyOf(heads);
  }

  /** How many connections were accepted since the start. */
  public int connections() {
    return accepted.get();
  }

  /** How many connections have a script running. */
  public int openConnections() {
    return open.size();
  }

  /**
   * Stops accepting, closes every connection and ends the scripts. Throws an AssertionError if a
   * script failed before, or does not end within five seconds. The second call does nothing.
   */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    uncheckedAction(server::close);
    join(acceptor);
    Map.copyOf(open).forEach(this::stop);
    if (!failures.isEmpty()) {
      var error = new AssertionError("a script of the origin failed: " + failures.get(0));
      failures.forEach(error::addSuppressed);
      throw error;
    }
  }

  void received(RawRequest request) {
    requests.add(request);
  }

  void receivedHead(String head) {
    heads.add(head);
  }

  private void accept() {
    while (!closing) {
      try {
        start(server.accept());
      } catch (IOException e) {
        if (!closing) {
          failures.add(e);
        }
        return;
      }
    }
  }

  private void start(Socket socket) throws IOException {
    OriginConnection connection;
    try {
      connection = new OriginConnection(socket, tls.over(socket), this);
    } catch (IOException e) {
      // Gone before it was accepted; the next one is not concerned.
      socket.close();
      return;
    }
    OriginScript current = script;
    int number = accepted.incrementAndGet();
    var thread = new Thread(() -> run(current, connection), acceptor.getName() + '-' + number);
    thread.setDaemon(true);
    open.put(connection, thread);
    thread.start();
  }

  private void run(OriginScript current, OriginConnection connection) {
    try {
      current.run(connection);
    } catch (IOException | UncheckedIOException e) {
      // The proxy went away in the middle, which is for the test to judge.
    } catch (Throwable e) {
      if (!closing) {
        failures.add(e);
      }
    } finally {
      connection.close();
      open.remove(connection);
    }
  }

  private void stop(OriginConnection connection, Thread thread) {
    connection.close();
    thread.interrupt();
    join(thread);
  }

  private void join(Thread thread) {
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      failures.add(new AssertionError(thread.getName() + " did not end"));
    }
  }
}
