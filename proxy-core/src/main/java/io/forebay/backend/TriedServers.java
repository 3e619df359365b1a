package io.forebay.backend;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The servers that a pick leaves out: those on which one exchange has failed already, few, so a
 * row, and those that are full. A server that has come back since it failed is not left out. Event
 * loop only.
 */
public final class TriedServers {

  /** A first server and at most four others. */
  public static final int MAX = 5;

  /** None was tried: leaves out what is full, and that alone. Nothing is ever added to it. */
  static final TriedServers NONE = new TriedServers();

  private Server[] servers = new Server[MAX];
  private int[] returns = new int[MAX];
  private int count;

  /** These and {@code server}; {@code tried} is null for none. */
  public static TriedServers with(@Nullable TriedServers tried, Server server) {
    TriedServers copy = new TriedServers();
    if (tried != null) {
      copy.servers = tried.servers.clone();
      copy.returns = tried.returns.clone();
      copy.count = tried.count;
    }
    copy.add(server);
    return copy;
  }

  /** Adds one, which may be here already. */
  public void add(Server server) {
    int index = indexOf(server);
    if (index < 0) {
      if (count == servers.length) {
        servers = Arrays.copyOf(servers, 2 * count);
        returns = Arrays.copyOf(returns, 2 * count);
      }
      index = count++;
      servers[index] = server;
    }
    returns[index] = server.returns();
  }

  private int indexOf(Server server) {
    for (int i = 0; i < count; i++) {
      if (servers[i] == server) {
        return i;
      }
    }
    return -1;
  }

  /** Whether {@code server} is to be left out. */
  public boolean contains(Server server) {
    return wasTried(server) || server.isFull();
  }

  /** Whether the exchange has failed on {@code server}, which has not come back since. */
  boolean wasTried(Server server) {
    int index = indexOf(server);
    return index >= 0 && returns[index] == server.returns();
  }

  /** Whether so many were tried that no further one should be. */
  public boolean isFull() {
    return count >= MAX;
  }
}
