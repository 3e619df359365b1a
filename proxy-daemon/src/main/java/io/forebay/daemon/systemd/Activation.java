package io.forebay.daemon.systemd;

import io.forebay.net.ListeningSocket;
import io.netty.channel.ChannelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets that the service manager has opened for this process: {@code LISTEN_FDS} descriptors
 * from 3 on, if {@code LISTEN_PID} is this process, called by {@code LISTEN_FDNAMES}
 * (sd_listen_fds).
 */
public final class Activation {

  private static final Logger LOG = LoggerFactory.getLogger(Activation.class);
  private static final int FIRST = 3;
  private static final String UNKNOWN = "unknown";

  private Activation() {}

  /** Whatever listens among them; the rest is warned of. Needs the epoll transport. */
  public static List<ListeningSocket> sockets(Map<String, String> environment) {
    List<ListeningSocket> sockets = new ArrayList<>();
    int count = count(environment);
    String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
    for (int i = 0; i < count; i++) {
      String name = i < names.length && !names[i].isEmpty() ? names[i] : UNKNOWN;
      try {
        sockets.add(ListeningSocket.activated(name, FIRST + i));
      } catch (IOException | ChannelException | IllegalArgumentException e) {
        LOG.warn(
            "descriptor {} ({}) of the service manager is not used: {}",
            FIRST + i,
            name,
            e.getMessage());
      }
    }
    return sockets;
  }

  /** How many descriptors there are. */
  public static int count(Map<String, String> environment) {
    String own = Long.toString(ProcessHandle.current().pid());
    if (!own.equals(environment.get("LISTEN_PID"))) {
      return 0;
    }
    String count = environment.getOrDefault("LISTEN_FDS", "0");
    try {
      return Integer.parseInt(count);
    } catch (NumberFormatException e) {
      LOG.warn("LISTEN_FDS: {} (expected: a number)", count);
      return 0;
    }
  }
}
