package io.forebay.config;

import org.jspecify.annotations.Nullable;

/**
 * What the process is called and runs as.
 *
 * @param node its name in the log; null for none
 * @param user the user, by name or number, that must run it; null for any
 * @param group the group, by name or number, that it must run as; null for any
 * @param pidFile absolute path of a file that holds its number while it runs; null for none
 */
public record ProcessConfig(
    @Nullable String node,
    @Nullable String user,
    @Nullable String group,
    @Nullable String pidFile) {

  public static final ProcessConfig DEFAULT = new ProcessConfig(null, null, null, null);

  public ProcessConfig {
    if (pidFile != null) {
      Checks.require(isPath(pidFile), "pid_file", pidFile, "an absolute path");
    }
  }

  /** Whether {@code text} can be the path of a file. */
  public static boolean isPath(String text) {
    return text.startsWith("/") && !text.endsWith("/");
  }
}
