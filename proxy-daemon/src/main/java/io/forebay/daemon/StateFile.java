package io.forebay.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is there as a whole or not at all, whenever the process or the machine goes down. One
 * that cannot be understood is set aside. One thread at a time.
 */
final class StateFile {
  private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);

  /** Of those that were set aside, the newest ones. */
  static final int MOST_BAD = 3;

  private static final String BAD = ".bad-";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private final Path path;
  private final Clock clock;

  StateFile(Path path, Clock clock) {
    this.path = path;
    this.clock = clock;
  }

  Path path() {
    return path;
  }

  /** What it holds; null if there is none or it cannot be understood, which is logged. */
  @Nullable SavedState read() {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] content = in.readNBytes(StateJson.MAX_BYTES + 1);
      if (content.length > StateJson.MAX_BYTES) {
        throw new IOException("larger than " + (StateJson.MAX_BYTES >> 20) + " MiB");
      }
      return StateJson.read(content);
    } catch (NoSuchFileException e) {
      return null;
    } catch (AccessDeniedException e) {
      LOG.warn("state file {} is not used: permission denied", path);
      setAside();
    } catch (IOException | RuntimeException e) {
      LOG.warn("state file {} is not used: {}", path, firstLine(e));
      setAside();
    }
    return null;
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }

  private void setAside() {
    if (Files.isDirectory(path)) {
      return;
    }
    Path bad = path.resolveSibling(path.getFileName() + BAD + TIME.format(clock.instant()));
    try {
      Files.move(path, bad);
      LOG.warn("state file set aside as {}", bad);
      forgetOldest();
    } catch (IOException e) {
      LOG.warn("state file {} cannot be set aside: {}", path, reason(e));
    }
  }

  private void forgetOldest() throws IOException {
    String prefix = path.getFileName() + BAD;
    try (Stream<Path> files = Files.list(folder())) {
      List<Path> bad =
          files
              .filter(it -> it.getFileName().toString().startsWith(prefix))
              .sorted(Comparator.reverseOrder())
              .toList();
      for (Path old : bad.subList(Math.min(MOST_BAD, bad.size()), bad.size())) {
        Files.delete(old);
      }
    }
  }

  /**
   * Writes beside it, waits for the disk and renames, so that it is the old one or the new one.
   *
   * @throws IOException with the reason in its message
   */
  void write(SavedState state) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".tmp");
    try {
      // It may hold a secret: what is left of an earlier try may have been made for others to read.
      Files.deleteIfExists(fresh);
      try (FileChannel out =
          FileChannel.open(
              fresh,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        ByteBuffer content = ByteBuffer.wrap(StateJson.write(state));
        while (content.hasRemaining()) {
          out.write(content);
        }
        out.force(true);
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      // The new name is on the disk when the folder is.
      try (FileChannel folder = FileChannel.open(folder(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    } catch (IOException e) {
      throw new IOException(reason(e), e);
    }
  }

  /** What tells whether somebody has written it since; empty if it is not there. */
  String stamp() {
    try {
      BasicFileAttributes seen = Files.readAttributes(path, BasicFileAttributes.class);
      return seen.fileKey() + " " + seen.lastModifiedTime() + " " + seen.size();
    } catch (IOException e) {
      return "";
    }
  }

  private Path folder() {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path.toAbsolutePath() : parent;
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof NoSuchFileException ? "no such folder" : String.valueOf(e.getMessage());
  }
}
