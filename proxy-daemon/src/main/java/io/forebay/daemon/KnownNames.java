package io.forebay.daemon;

import java.util.HashSet;
import java.util.Set;

/**
 * Names of servers that were added at run time, whether they are still there or not: as counters of
 * each are kept for the life of the process, there can only be so many. One thread.
 */
final class KnownNames {

  /** A thousand for each of ten backends, or new ones every ten minutes for two months. */
  static final int MOST = 10_000;

  private final int most;
  private final Set<String> names = new HashSet<>();

  KnownNames(int most) {
    this.most = most;
  }

  /**
   * Whether there is room for a server.
   *
   * @throws IllegalStateException where there is none, with a message fit for operators
   */
  void requireRoom(String backend, String server) {
    if (names.size() >= most && !names.contains(backend + "/" + server)) {
      throw new IllegalStateException(
          "%s/%s: %d names of servers were added since the start, counters of each are kept"
                  .formatted(backend, server, most)
              + " (expected: a name that was there before, or a server of the file)");
    }
  }

  void add(String backend, String server) {
    names.add(backend + "/" + server);
  }
}
