package io.forebay.daemon;

import com.sun.management.UnixOperatingSystemMXBean;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ProxyConfig;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * Compares how many file descriptors a configuration may need with how many this process may open.
 *
 * @param needed two for each client, one for each accepting socket, 100 for the rest
 * @param limit of this process; {@link Long#MAX_VALUE} where it is not known
 */
record Descriptors(long needed, long limit, int maxConnections) {
  private static final int PER_CLIENT = 2;
  private static final int REST = 100;
  private static final int LEAST_CLIENTS = 16;

  static Descriptors of(ProxyConfig config) {
    int threads = config.global().workerThreads();
    int loops = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    long addresses = 0;
    for (ListenerConfig listener : config.listeners().values()) {
      addresses += listener.bind().size();
    }
    int clients = config.global().maxConnections();
    long needed = (long) PER_CLIENT * clients + addresses * loops + REST;
    return new Descriptors(needed, limitOfProcess(), clients);
  }

  private static long limitOfProcess() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  /** How many clients there is room for. */
  long clients() {
    return Math.max(0, (limit - (needed - (long) PER_CLIENT * maxConnections)) / PER_CLIENT);
  }

  /** Whether there is no room for even a few clients. */
  boolean isHopeless() {
    return clients() < Math.min(LEAST_CLIENTS, maxConnections);
  }

  /** What is wrong and what to do, or null if there are enough. */
  @Nullable String problem() {
    if (limit >= needed) {
      return null;
    }
    return "global.max_connections: %d may need %d file descriptors, but the process may open %d"
            .formatted(maxConnections, needed, limit)
        + " (expected: ulimit -n %d, with systemd LimitNOFILE=%d, or max_connections at most %d)"
            .formatted(needed, needed, clients());
  }
}
