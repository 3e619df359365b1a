package io.forebay.daemon.upgrade;

import io.forebay.net.LocalConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who may take part in an upgrade: the same user; and root, where it is only asked for. */
final class PeerUser {

  private static final Path SELF = Path.of("/proc/self");
  private static final int ROOT = 0;

  private PeerUser() {}

  /**
   * Lets processes of the same user pass.
   *
   * @throws IOException naming both users
   */
  static void requireSame(LocalConnection connection) throws IOException {
    require(connection, false);
  }

  /** The same, and root. */
  static void requireSameOrRoot(LocalConnection connection) throws IOException {
    require(connection, true);
  }

  /** The user, by number, as whom this process runs. */
  static int own() throws IOException {
    return (Integer) Files.getAttribute(SELF, "unix:uid");
  }

  private static void require(LocalConnection connection, boolean orRoot) throws IOException {
    int peer = connection.peerUser();
    int own = own();
    if (peer != own && !(orRoot && peer == ROOT)) {
      throw new IOException(
          "process %d runs as user %d (expected: %d, as this one)"
              .formatted(connection.peerProcess(), peer, own));
    }
  }
}
