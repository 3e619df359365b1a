package io.forebay.daemon.upgrade;

import io.forebay.net.InheritedSockets;
import io.forebay.net.ListeningSocket;
import io.forebay.net.LocalConnection;
import io.forebay.net.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The new process's side: takes the sockets of the old one and then its place. One thread. */
public final class Takeover implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

  /** The old process may be busy with a reload. */
  private static final Duration LONG = Duration.ofSeconds(30);

  private final LocalConnection connection;
  private final long predecessor;
  private final EventLoopGroup loop;
  private final List<ListeningSocket> offered = new ArrayList<>();

  private Takeover(LocalConnection connection, EventLoopGroup loop) throws IOException {
    this.connection = connection;
    this.predecessor = connection.peerProcess();
    this.loop = loop;
  }

  /**
   * Greets the process that listens at {@code path}.
   *
   * @throws IOException with the reason, also where it is another user's
   */
  public static Takeover begin(Path path) throws IOException {
    EventLoopGroup loop = Transport.EPOLL.newEventLoops(1, "forebay-takeover");
    try {
      LocalConnection connection = LocalConnection.connect(path, loop.next());
      Takeover takeover = new Takeover(connection, loop);
      PeerUser.requireSame(connection);
      connection.send(Handover.HELLO);
      return takeover;
    } catch (IOException e) {
      stop(loop);
      throw new IOException("no process to take over from: " + e.getMessage(), e);
    }
  }

  /** The number of the old process. */
  public long predecessor() {
    return predecessor;
  }

  /** The old process's sockets; the descriptors are the caller's. */
  public InheritedSockets sockets() throws IOException {
    String head = Handover.expect(connection, Handover.SOCKETS, LONG);
    int count = Integer.parseInt(head.substring(Handover.SOCKETS.length()));
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      labels.add(connection.receive(LONG));
    }
    connection.expectDescriptors();
    connection.send(Handover.SEND);
    List<Integer> descriptors = connection.receiveDescriptors(count, LONG);
    for (int i = 0; i < count; i++) {
      offered.add(ListeningSocket.of(labels.get(i), descriptors.get(i)));
    }
    return new InheritedSockets(offered);
  }

  /**
   * Says that everything is open, and waits until the old process has stopped accepting.
   *
   * @param left the sockets that nothing has use for
   * @throws IOException if the old process goes on instead
   */
  public void ready(InheritedSockets left) throws IOException {
    String used =
        IntStream.range(0, offered.size())
            .filter(it -> !left.left().contains(offered.get(it)))
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(" "));
    connection.send(Handover.READY + " " + used);
    Handover.expect(connection, Handover.GO, Handover.ANSWER);
  }

  /**
   * Says that this process accepts, and waits until the old one has closed its sockets. Should the
   * old one have died, this one goes on all the same.
   *
   * @throws IOException if the old process had given up waiting and goes on
   */
  public void serving() throws IOException {
    try {
      connection.send(Handover.SERVING);
      String answer = connection.receive(Handover.ANSWER);
      if (answer.startsWith(Handover.FAILED)) {
        throw new TooLate(answer.substring(Handover.FAILED.length()));
      }
    } catch (TooLate e) {
      throw new IOException(e.getMessage(), e);
    } catch (IOException e) {
      LOG.warn("upgrade: the old process does not say that it has left: {}", e.getMessage());
    }
  }

  /** Tells the old process why it has to go on, and waits until it knows. */
  public void failed(String reason) {
    try {
      connection.send(Handover.FAILED + reason.replaceAll("\\R\\s*", " "));
      long deadline = System.nanoTime() + Handover.ANSWER.toNanos();
      while (System.nanoTime() < deadline) {
        if (connection.receive(Handover.ANSWER).startsWith(Handover.FAILED)) {
          return;
        }
      }
    } catch (IOException e) {
      LOG.debug("the old process is gone", e);
    }
  }

  @Override
  public void close() {
    connection.close();
    stop(loop);
  }

  private static void stop(EventLoopGroup loop) {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static final class TooLate extends IOException {
    private static final long serialVersionUID = 1L;

    TooLate(String message) {
      super(message);
    }
  }
}
