package io.forebay.config.yaml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What files hold that belong to the configuration and are read together with it. A path that does
 * not begin with a slash counts from the folder of the configuration file.
 */
final class FileContent {
  static final String EXPECTED = "the path of a file";

  private FileContent() {}

  /**
   * One character for each byte; null after a problem.
   *
   * @param name the path that stands at {@code place}
   */
  static @Nullable String read(Place place, String name, int maxBytes) {
    try {
      Path path = path(place, name);
      SourceFiles sources = place.problems().sources();
      sources.missing(path, maxBytes + 1);
      if (!Files.isRegularFile(path)) {
        String there = Files.exists(path) ? "what is there is none" : "there is nothing";
        place.expected("a file; " + there + " at " + Texts.value(path.toString()));
        return null;
      }
      byte[] bytes = sources.read(path, maxBytes + 1);
      if (bytes.length <= maxBytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
      }
      place.expected("a file of " + (maxBytes >> 10) + "KiB at most");
    } catch (InvalidPathException e) {
      place.expected(EXPECTED);
    } catch (AccessDeniedException e) {
      place.expected("a file that may be read; permission denied");
    } catch (IOException e) {
      place.expected("a file that can be read; it cannot");
    }
    return null;
  }

  /**
   * Where it is, whatever folder anybody reads this in.
   *
   * @throws InvalidPathException if {@code name} is no path
   */
  static Path path(Place place, String name) {
    return Path.of(place.problems().file()).toAbsolutePath().resolveSibling(name).normalize();
  }
}
