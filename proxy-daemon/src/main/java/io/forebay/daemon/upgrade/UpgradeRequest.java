package io.forebay.daemon.upgrade;

import io.forebay.net.LocalConnection;
import io.forebay.net.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks a running process of the daemon to start the one that takes over from it. */
public final class UpgradeRequest {

  private static final Duration LIMIT = Handover.LIMIT.multipliedBy(3);

  private UpgradeRequest() {}

  /**
   * Returns when another process serves.
   *
   * @param path where the running process waits for this
   * @param launcher the script that starts the new process
   * @return the number of the new process
   * @throws IOException with the reason; the running process goes on then
   */
  public static long send(Path path, Path launcher) throws IOException {
    Throwable problem = Transport.EPOLL.problem();
    if (problem != null) {
      throw new IOException("an upgrade needs epoll, which does not work here", problem);
    }
    EventLoopGroup loop = Transport.EPOLL.newEventLoops(1, "forebay-upgrade");
    try (LocalConnection connection = connect(path, loop)) {
      connection.send(Handover.START + launcher);
      String started = Handover.expect(connection, Handover.STARTED, Handover.LIMIT);
      Handover.expect(connection, Handover.DONE, LIMIT);
      return Long.parseLong(started.substring(Handover.STARTED.length()));
    } finally {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private static LocalConnection connect(Path path, EventLoopGroup loop) throws IOException {
    try {
      return LocalConnection.connect(path, loop.next());
    } catch (IOException e) {
      throw new IOException(
          e.getMessage() + " (expected: a running daemon with this configuration, on epoll)", e);
    }
  }
}
