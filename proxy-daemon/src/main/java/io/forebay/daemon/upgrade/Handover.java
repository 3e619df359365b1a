package io.forebay.daemon.upgrade;

import io.forebay.net.ListeningSocket;
import io.forebay.net.LocalConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The old process's side of one attempt to take over. Life-cycle thread. */
public final class Handover {

  /** For a new process to greet, and then to open everything. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  static final String HELLO = "takeover 1";
  static final String SOCKETS = "sockets ";
  static final String SEND = "send";
  static final String READY = "ready";
  static final String GO = "go";
  static final String SERVING = "serving";
  static final String DONE = "done";
  static final String FAILED = "failed ";
  static final String START = "start ";
  static final String STARTED = "started ";
  static final Duration ANSWER = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

  private final LocalConnection connection;
  private final Predecessor predecessor;
  private final Duration limit;
  private final CompletableFuture<String> outcome = new CompletableFuture<>();
  private boolean handed;

  /**
   * @param connection of the new process, which has greeted already
   * @param limit that the new process has to open everything
   */
  Handover(LocalConnection connection, Predecessor predecessor, Duration limit) {
    this.connection = connection;
    this.predecessor = predecessor;
    this.limit = limit;
  }

  /** Why it did not come to that; empty if another process serves now. */
  CompletableFuture<String> outcome() {
    return outcome;
  }

  /** Ends it as failed, unless the other process serves already. Any thread. */
  public void abort() {
    connection.close();
  }

  /**
   * Hands over, or changes nothing.
   *
   * @return whether another process serves now
   */
  public boolean run() {
    outcome.complete(attempt());
    return handed;
  }

  private String attempt() {
    try {
      long successor = connection.peerProcess();
      predecessor.tell(Level.INFO, "upgrade: process " + successor + " takes over");
      List<ListeningSocket> sockets = predecessor.listeningSockets();
      List<ListeningSocket> wanted = offer(sockets);
      predecessor.hold();
      connection.send(GO);
      expect(SERVING, ANSWER);
      handed = true;
      predecessor.handOver(wanted, successor);
      connection.send(DONE);
      predecessor.tell(Level.INFO, "upgrade: process " + successor + " serves, this one drains");
      return "";
    } catch (IOException | IllegalArgumentException e) {
      return handed ? "" : failed(reason(e));
    } finally {
      connection.close();
    }
  }

  /** What the new process has use for. */
  private List<ListeningSocket> offer(List<ListeningSocket> sockets) throws IOException {
    predecessor.save();
    connection.send(SOCKETS + sockets.size());
    for (ListeningSocket socket : sockets) {
      connection.send(socket.label());
    }
    expect(SEND, limit);
    connection.sendDescriptors(sockets);
    List<ListeningSocket> wanted = new ArrayList<>();
    String ready = expect(READY, limit);
    for (String index : ready.substring(READY.length()).trim().split(" ")) {
      if (!index.isEmpty()) {
        wanted.add(sockets.get(Integer.parseInt(index)));
      }
    }
    return wanted;
  }

  private String expect(String word, Duration within) throws IOException {
    return expect(connection, word, within);
  }

  /** Waits for a line that begins with {@code word}. */
  static String expect(LocalConnection connection, String word, Duration within)
      throws IOException {
    String line = connection.receive(within);
    if (line.startsWith(FAILED)) {
      throw new IOException(line.substring(FAILED.length()));
    }
    if (!line.startsWith(word)) {
      throw new IOException("the other process says " + line + " (expected: " + word + ")");
    }
    return line;
  }

  /** What the other process said last, if it did: what went wrong here may come of that. */
  private String reason(Exception failure) {
    try {
      while (true) {
        String line = connection.receive(Duration.ZERO);
        if (line.startsWith(FAILED)) {
          return line.substring(FAILED.length());
        }
      }
    } catch (IOException e) {
      return String.valueOf(failure.getMessage());
    }
  }

  private String failed(String reason) {
    predecessor.resume();
    predecessor.tell(Level.ERROR, "upgrade failed, this process goes on: " + reason);
    try {
      connection.send(FAILED + reason);
    } catch (IOException e) {
      LOG.debug("the new process is gone", e);
    }
    return reason;
  }
}
