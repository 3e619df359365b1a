package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One message of the attack corpus.
 *
 * <pre>
 *   # Content-Length and Transfer-Encoding together
 *   # why: RFC 9112 §6.3: two readers may each believe another field
 *   #   and split the stream in different places.      (goes on after "#   ")
 *   # expect: 400                                      (what the client is answered)
 *   # phase: body                                      (optional, default head)
 *   ---
 *   POST / HTTP/1.1\r\n                                ({@link EscapedBytes})
 * </pre>
 *
 * @param name the file's name without {@code .http}
 * @param expect the status the client must get: a refusal, or 200 for what is odd but legal
 * @param phase where the fault shows: BODY if the head may have been forwarded by then
 */
public record CorpusFile(
    String name, String title, String why, int expect, Phase phase, byte[] bytes) {
  private static final String SUFFIX = ".http";
  private static final Set<String> KEYS = Set.of("title", "why", "expect", "phase");

  /** Part of the message that has the fault. */
  public enum Phase {
    HEAD,
    BODY
  }

  /** What clients send: nothing of it may reach an origin unless {@link #isLegal}. */
  public static List<CorpusFile> requests() {
    return load("corpus/requests", CorpusFile.class.getClassLoader());
  }

  /** What origins answer to a plain GET. */
  public static List<CorpusFile> responses() {
    return load("corpus/responses", CorpusFile.class.getClassLoader());
  }

  /** Whether this is a control that must pass, against strictness overdone. */
  public boolean isLegal() {
    return expect == 200;
  }

  /** The name, so that parameterized tests are called by it. */
  @Override
  public String toString() {
    return name;
  }

  /** Works from a folder of classes and from the test-jar alike. */
  static List<CorpusFile> load(String folder, ClassLoader loader) {
    URL url = loader.getResource(folder);
    if (url == null) {
      throw new IllegalStateException(folder + ": missing (expected: on the class path)");
    }
    try {
      URI uri = url.toURI();
      if (!uri.getScheme().equals("jar")) {
        return loadFolder(Path.of(uri));
      }
      Path jar = Path.of(URI.create(uri.getRawSchemeSpecificPart().replaceFirst("!/.*", "")));
      try (FileSystem files = FileSystems.newFileSystem(jar)) {
        return loadFolder(files.getPath(folder));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static CorpusFile parse(String name, String text) {
    String[] parts = text.split("(?m)^---\n", 2);
    if (parts.length < 2) {
      throw new IllegalArgumentException(name + ": no separator (expected: a line ---)");
    }
    try {
      Map<String, String> header = parseHeader(parts[0]);
      return new CorpusFile(
          name,
          required(header, "title"),
          required(header, "why"),
          Integer.parseInt(required(header, "expect")),
          phase(header.getOrDefault("phase", "head")),
          EscapedBytes.decode(parts[1]));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static List<CorpusFile> loadFolder(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().map(CorpusFile::loadFile).toList();
    }
  }

  private static CorpusFile loadFile(Path path) {
    String file = path.getFileName().toString();
    if (!file.endsWith(SUFFIX)) {
      throw new IllegalArgumentException(file + ": (expected: a name that ends in " + SUFFIX + ")");
    }
    try {
      return parse(
          file.substring(0, file.length() - SUFFIX.length()), Files.readString(path, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> parseHeader(String header) {
    var values = new LinkedHashMap<String, String>();
    String key = "title";
    for (String line : header.split("\n")) {
      if (line.startsWith("#   ") && values.containsKey(key)) {
        values.merge(key, line.substring(4), (first, more) -> first + ' ' + more);
        continue;
      }
      if (!line.startsWith("# ")) {
        throw new IllegalArgumentException(
            "\"" + line + "\" (expected: a line that begins with # )");
      }
      int colon = values.isEmpty() ? -1 : line.indexOf(": ");
      key = colon < 0 ? "title" : line.substring(2, colon);
      if (!KEYS.contains(key)
          || values.put(key, line.substring(colon < 0 ? 2 : colon + 2)) != null) {
        throw new IllegalArgumentException("\"" + line + "\" (expected: one each of " + KEYS + ")");
      }
    }
    return values;
  }

  private static String required(Map<String, String> header, String key) {
    String value = header.get(key);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(key + ": missing");
    }
    return value;
  }

  private static Phase phase(String value) {
    return switch (value) {
      case "head" -> Phase.HEAD;
      case "body" -> Phase.BODY;
      default ->
          throw new IllegalArgumentException("phase: " + value + " (expected: head or body)");
    };
  }
}
