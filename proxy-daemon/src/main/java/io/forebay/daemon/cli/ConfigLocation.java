package io.forebay.daemon.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the configuration is when the command line does not say.
 *
 * @param candidates the first that exists is taken
 */
public record ConfigLocation(List<Path> candidates) {
  private static final Path SYSTEM = Path.of("/etc/forebay/forebay.yaml");

  public ConfigLocation {
    candidates = List.copyOf(candidates);
  }

  /**
   * The distribution's own file, then the system's.
   *
   * @param home where the distribution is unpacked; null if that is not known
   */
  public static ConfigLocation of(@Nullable Path home) {
    return new ConfigLocation(
        home == null ? List.of(SYSTEM) : List.of(home.resolve("conf/forebay.yaml"), SYSTEM));
  }

  Path find() throws UsageException {
    for (Path candidate : candidates) {
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    String all = candidates.stream().map(Path::toString).collect(Collectors.joining(" or "));
    throw new UsageException("no configuration file (expected: -c FILE, " + all + ")");
  }
}
