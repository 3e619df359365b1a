package io.forebay.net;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening unix socket and its file. The file of a process that has ended is in nobody's way;
 * everything else at that path is left alone. Waits for the file system: not for event loops.
 */
public final class UnixServerSocket {

  private static final Logger LOG = LoggerFactory.getLogger(UnixServerSocket.class);
  private static final int TYPE_OF_FILE = 0170000;
  private static final int SOCKET = 0140000;

  private final Path path;
  private final Channel channel;
  private final @Nullable Object fileKey;

  private UnixServerSocket(Path path, Channel channel, @Nullable Object fileKey) {
    this.path = path;
    this.channel = channel;
    this.fileKey = fileKey;
  }

  /**
   * Listens at {@code path}. The channel is not registered with an event loop yet.
   *
   * @param mode who may connect: reading and writing are what counts
   * @throws IOException with the reason; nothing has changed then, unless a stale file was removed
   */
  public static UnixServerSocket open(
      Transport transport, Path path, int backlog, Set<PosixFilePermission> mode)
      throws IOException {
    makeWay(path);
    Channel channel = transport.newUnixServerSocket(path, backlog);
    UnixServerSocket socket = new UnixServerSocket(path, channel, fileKey(path));
    try {
      Files.setPosixFilePermissions(path, mode);
      return socket;
    } catch (IOException e) {
      socket.removeFile();
      channel.unsafe().closeForcibly();
      throw e;
    }
  }

  /**
   * The socket that listens at {@code path} already, and its file.
   *
   * @param channel of that socket, not registered with an event loop yet
   */
  public static UnixServerSocket inherited(Path path, Channel channel) {
    return new UnixServerSocket(path, channel, fileKey(path));
  }

  private static void makeWay(Path path) throws IOException {
    Integer mode;
    try {
      mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return;
    }
    if ((mode & TYPE_OF_FILE) != SOCKET) {
      throw new IOException("there is a file that is no socket (expected: nothing, or a socket)");
    }
    if (isAnswered(path)) {
      String owner = SocketOwner.of(path);
      throw new BindException("Address already in use" + (owner == null ? "" : ", by " + owner));
    }
    LOG.info("{}: removed the socket of a process that has ended", path);
    Files.deleteIfExists(path);
  }

  /** Removes the socket at {@code path} if the process that listened there has ended. */
  public static void removeIfStale(Path path) throws IOException {
    if (!isAnswered(path)) {
      Files.deleteIfExists(path);
    }
  }

  /** Whether a process listens there, be it too busy to accept. */
  private static boolean isAnswered(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  /** What tells this file from another one of the same name; kept free while the socket is open. */
  private static @Nullable Object fileKey(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  /** The listening socket; closing it is the caller's business. */
  public Channel channel() {
    return channel;
  }

  /** Whether the file is still this socket's own, so that clients find it. */
  public boolean hasFile() {
    return fileKey != null && fileKey.equals(fileKey(path));
  }

  /** Lets nobody connect any more, unless the file is somebody else's by now. Idempotent. */
  public void removeFile() {
    if (!hasFile()) {
      return;
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}", path, e.getMessage());
    }
  }
}
