package io.forebay.daemon.upgrade;

import io.forebay.config.ProcessConfig;
import io.forebay.net.UnixServerSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/** Where a process of the daemon listens for the next one. */
public final class UpgradePath {

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");
  private static final String SUFFIX = ".upgrade";
  private static final int NAME_BYTES = 8;

  private UpgradePath() {}

  /**
   * As configured; else, for each configuration file, a socket in a directory of this user's own
   * inside the temporary one.
   */
  public static Path of(ProcessConfig process, Path file) {
    String configured = process.upgradePath();
    return configured != null ? Path.of(configured) : directory().resolve(name(file) + SUFFIX);
  }

  private static Path directory() {
    String user = System.getProperty("user.name");
    return Path.of(System.getProperty("java.io.tmpdir"), "forebay-" + user);
  }

  private static String name(Path file) {
    byte[] path = file.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(path);
      return HexFormat.of().formatHex(digest, 0, NAME_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes the directory of our own choice, if {@code path} is in it, and tidies it up.
   *
   * @throws IOException if somebody else could put a socket there
   */
  static void prepare(Path path) throws IOException {
    Path directory = directory();
    if (directory.equals(path.getParent())) {
      make(directory);
      removeStale(directory);
    }
  }

  /** What processes have left that were killed. */
  private static void removeStale(Path directory) throws IOException {
    try (DirectoryStream<Path> sockets = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path socket : sockets) {
        UnixServerSocket.removeIfStale(socket);
      }
    }
  }

  private static void make(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER));
    } catch (FileAlreadyExistsException e) {
      PosixFileAttributes found =
          Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Object owner = Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      boolean own = found.isDirectory() && owner.equals(PeerUser.own());
      if (!own || !found.permissions().equals(OWNER)) {
        throw new IOException(
            directory + ": not a directory of this user alone (expected: mode 0700)", e);
      }
    }
  }
}
