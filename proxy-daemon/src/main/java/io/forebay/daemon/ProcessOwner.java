package io.forebay.daemon;

import io.forebay.config.ProcessConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares {@code global.user} and {@code global.group} with who runs this process, since Java
 * cannot change either.
 */
final class ProcessOwner {
  private static final Path SELF = Path.of("/proc/self");

  private ProcessOwner() {}

  /** What does not match, one thing a line. */
  static List<String> problems(ProcessConfig config) {
    List<String> problems = new ArrayList<>();
    try {
      PosixFileAttributes owner = Files.readAttributes(SELF, PosixFileAttributes.class);
      add(problems, "user", "User", config.user(), owner.owner().getName(), id("unix:uid"));
      add(problems, "group", "Group", config.group(), owner.group().getName(), id("unix:gid"));
    } catch (IOException | UnsupportedOperationException e) {
      String user = System.getProperty("user.name");
      add(problems, "user", "User", config.user(), user, user);
    }
    return problems;
  }

  private static String id(String attribute) throws IOException {
    return String.valueOf(Files.getAttribute(SELF, attribute));
  }

  private static void add(
      List<String> problems,
      String key,
      String systemd,
      @Nullable String wanted,
      String name,
      String id) {
    if (wanted != null && !wanted.equals(name) && !wanted.equals(id)) {
      problems.add(
          "global.%s: %s (expected: %s, which runs this process; start it as %s, with systemd by %s=%s)"
              .formatted(key, wanted, name, wanted, systemd, wanted));
    }
  }
}
