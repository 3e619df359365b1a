package io.forebay.config.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files that a configuration was read from, those that it includes too, with a digest of what
 * each held at that moment. One thread at a time; not changed any more once the file is parsed.
 */
public final class SourceFiles {
  private static final String NOTHING = "";

  /**
   * @param limit how many bytes of it count
   * @param digest {@link #NOTHING} for a file that cannot be read
   */
  private record Content(int limit, String digest) {}

  private final Map<Path, Content> files = new LinkedHashMap<>();

  /** All files of {@code parts}; one that is in several, as the first of them has read it. */
  public static SourceFiles of(Collection<SourceFiles> parts) {
    SourceFiles all = new SourceFiles();
    parts.forEach(part -> part.files.forEach(all.files::putIfAbsent));
    return all;
  }

  /**
   * Reads a file and remembers it, also where that fails.
   *
   * @return its first {@code limit} bytes
   */
  public byte[] read(Path file, int limit) throws IOException {
    Path path = file.toAbsolutePath();
    files.put(path, new Content(limit, NOTHING));
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(limit);
      files.put(path, new Content(limit, hash(bytes)));
      return bytes;
    }
  }

  /** Remembers a file that is not there, or that is something else than a file. */
  public void missing(Path file, int limit) {
    files.put(file.toAbsolutePath(), new Content(limit, NOTHING));
  }

  /** Absolute, in the order in which they were read. */
  public Set<Path> paths() {
    return files.keySet();
  }

  /** The same files as they are now. */
  public SourceFiles now() {
    SourceFiles now = new SourceFiles();
    files.forEach(
        (path, content) -> {
          try {
            if (Files.isRegularFile(path)) {
              now.read(path, content.limit);
            } else {
              now.missing(path, content.limit);
            }
          } catch (IOException e) {
            now.missing(path, content.limit);
          }
        });
    return now;
  }

  /** Whether both are the same files with the same content. */
  public boolean holdTheSameAs(SourceFiles other) {
    return files.equals(other.files);
  }

  /** Those that are among both and hold something else in {@code other}. */
  public Set<Path> changedIn(SourceFiles other) {
    Set<Path> changed = new TreeSet<>();
    other.files.forEach(
        (path, content) -> {
          Content before = files.get(path);
          if (before != null && !before.equals(content)) {
            changed.add(path);
          }
        });
    return changed;
  }

  /** What tells one configuration from another: 16 hexadecimal digits over all files. */
  public String digest() {
    StringBuilder all = new StringBuilder();
    files.forEach((path, content) -> all.append(path).append('\0').append(content.digest));
    return hash(all.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 belongs to every Java", e);
    }
  }
}
