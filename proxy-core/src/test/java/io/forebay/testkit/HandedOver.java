package io.forebay.testkit;

import io.forebay.net.ListeningSocket;
import io.forebay.net.LocalConnection;
import io.forebay.net.LocalServer;
import io.forebay.net.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Two ends of a connection that descriptors go over, as between two processes. Linux only. */
public final class HandedOver implements AutoCloseable {

  private static final Duration LONG = Duration.ofSeconds(10);

  private final EventLoopGroup loop = Transport.EPOLL.newEventLoops(1, "handed-over");
  private final LocalServer server;
  private final LocalConnection sending;
  private final LocalConnection receiving;

  /** Connects both ends through a socket in {@code directory}. */
  public HandedOver(Path directory) throws IOException, InterruptedException {
    Path path = directory.resolve("handed-over");
    BlockingQueue<LocalConnection> accepted = new LinkedBlockingQueue<>();
    server = LocalServer.open(path, loop.next(), accepted::add);
    receiving = LocalConnection.connect(path, loop.next());
    sending = accepted.poll(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  /** The end that asks for descriptors. */
  public LocalConnection receiving() {
    return receiving;
  }

  /** The end that has them. */
  public LocalConnection sending() {
    return sending;
  }

  /** The sockets as another process gets them, with descriptors of their own. */
  public List<ListeningSocket> duplicates(List<ListeningSocket> sockets) throws IOException {
    receiving.expectDescriptors();
    sending.sendDescriptors(sockets);
    List<Integer> descriptors = receiving.receiveDescriptors(sockets.size(), LONG);
    List<ListeningSocket> handed = new ArrayList<>();
    for (int i = 0; i < sockets.size(); i++) {
      handed.add(ListeningSocket.of(sockets.get(i).label(), descriptors.get(i)));
    }
    return handed;
  }

  @Override
  public void close() {
    sending.close();
    receiving.close();
    server.close();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
