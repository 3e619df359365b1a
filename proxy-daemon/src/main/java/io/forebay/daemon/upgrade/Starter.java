package io.forebay.daemon.upgrade;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Starts a process that is to take over, as a child of this one: with its environment, its standard
 * output and, under a service manager, among the processes of the same service. One at a time.
 */
final class Starter {

  private static final long KILL_SECONDS = 10;

  /** Told of the process that was started. */
  interface OnStart {
    void started(Process process) throws IOException;
  }

  private final Predecessor predecessor;
  private @Nullable CompletableFuture<String> running;

  Starter(Predecessor predecessor) {
    this.predecessor = predecessor;
  }

  /**
   * Starts a process and waits until it has taken over or failed to.
   *
   * @return why it failed; empty if it did not
   */
  String run(String[] command, OnStart onStart) throws IOException {
    CompletableFuture<String> outcome = begin();
    try {
      Process process = start(command);
      process.onExit().thenAccept(it -> ended(it, outcome));
      onStart.started(process);
      String failure = await(outcome);
      if (!failure.isEmpty() && !process.waitFor(KILL_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return failure;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } finally {
      end();
    }
  }

  private void ended(Process process, CompletableFuture<String> outcome) {
    String failure = "the new process ended with " + process.exitValue();
    if (outcome.complete(failure)) {
      predecessor.tell(Level.WARN, "upgrade: " + failure);
    }
  }

  private static Process start(String[] command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    // Meant for this process: they say which descriptors it was started with.
    builder.environment().keySet().removeIf(it -> it.startsWith("LISTEN_"));
    return builder.start();
  }

  private synchronized CompletableFuture<String> begin() throws IOException {
    if (running != null) {
      throw new IOException("an upgrade is under way already");
    }
    running = new CompletableFuture<>();
    return running;
  }

  private synchronized void end() {
    running = null;
  }

  /** A process wants to take over, most likely the one that was started. */
  synchronized void greeted(Handover handover) {
    CompletableFuture<String> waiting = running;
    if (waiting != null) {
      handover.outcome().thenAccept(waiting::complete);
    }
  }

  private static String await(CompletableFuture<String> outcome) throws InterruptedException {
    try {
      return outcome.get(2 * Handover.LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return "the new process did not take over in time";
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause().getMessage());
    }
  }
}
