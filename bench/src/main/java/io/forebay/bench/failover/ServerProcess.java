package io.forebay.bench.failover;

import io.forebay.bench.failover.origin.Behaviour;
import io.forebay.bench.failover.origin.Journal;
import io.forebay.bench.failover.origin.Origin;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One of the servers behind the proxy: a process, its address, and its journal, which outlives it.
 */
final class ServerProcess implements AutoCloseable {
  private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  private final String name;
  private final int port;
  private final Path file;
  private final Journal journal;
  private Process process;

  /** The next process of this server, which will only have to be told to listen. */
  private CompletableFuture<Process> next;

  ServerProcess(String name, int port, Path directory) throws IOException {
    this.name = name;
    this.port = port;
    this.file = directory.resolve(name + ".journal");
    this.journal = Journal.open(file);
    this.process = launch();
    this.next = CompletableFuture.completedFuture(launch());
    listen();
  }

  private Process launch() throws IOException {
    File log = file.resolveSibling(name + ".log").toFile();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            Origin.class.getName(),
            name,
            Integer.toString(port),
            file.toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  Journal journal() {
    return journal;
  }

  /** Has it listen again after its end, in a process that has been waiting for that. */
  void start() throws IOException {
    process = next.join();
    listen();
    // Later, as it takes processor time that the proxy may need just now.
    next = CompletableFuture.supplyAsync(this::launchLater, LATER);
  }

  private Process launchLater() {
    try {
      return launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen() throws IOException {
    journal.listeningSince(0);
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Waits until it accepts connections; returns since when it does. */
  long awaitListening() throws InterruptedException {
    Waiting.until(name + " to listen", 10, () -> journal.listeningSince() != 0);
    return journal.listeningSince();
  }

  /** Ends it on the spot; it may take some milliseconds until nothing of it is left. */
  void kill() {
    process.destroyForcibly();
  }

  void awaitEnd() {
    process.onExit().join();
  }

  /** Asks it to end, and waits until it has. */
  void terminate() throws InterruptedException, IOException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new IOException(name + " does not end");
    }
  }

  void signal(String signal) throws IOException, InterruptedException {
    Signals.send(signal, process.toHandle());
  }

  void behave(Behaviour behaviour) {
    journal.behave(behaviour);
  }

  @Override
  public void close() {
    kill();
    awaitEnd();
    next.join().destroyForcibly().onExit().join();
  }
}
