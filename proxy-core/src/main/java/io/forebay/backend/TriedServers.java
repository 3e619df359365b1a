package io.forebay.backend;

/** The servers on which one exchange has failed already: few, so a row. Event loop only. */
public final class TriedServers {

  /** A first server and at most four others. */
  public static final int MAX = 5;

  private final Server[] servers = new Server[MAX];
  private int count;

  /** Adds one; ignored when full. */
  public void add(Server server) {
    if (count < MAX) {
      servers[count++] = server;
    }
  }

  /** Whether {@code server} was tried. */
  public boolean contains(Server server) {
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
