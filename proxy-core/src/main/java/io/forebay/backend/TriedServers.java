package io.forebay.backend;

/**
 * The servers that a pick leaves out: those on which one exchange has failed already, few, so a
 * row, and those that are full. Event loop only.
 */
public final class TriedServers {

  /** A first server and at most four others. */
  public static final int MAX = 5;

  /** None was tried: leaves out what is full, and that alone. Nothing is ever added to it. */
  static final TriedServers NONE = new TriedServers();

  private final Server[] servers = new Server[MAX];
  private int count;

  /** Adds one; ignored when full. */
  public void add(Server server) {
    if (count < MAX) {
      servers[count++] = server;
    }
  }

  /** Whether {@code server} is to be left out. */
  public boolean contains(Server server) {
    return wasTried(server) || server.isFull();
  }

  /** Whether the exchange has failed on {@code server}. */
  boolean wasTried(Server server) {
    for (int i = 0; i < count; i++) {
      if (servers[i] == server) {
        return true;
      }
    }
    return false;
  }

  /** Whether no further server should be tried. */
  public boolean isFull() {
    return count == MAX;
  }
}
