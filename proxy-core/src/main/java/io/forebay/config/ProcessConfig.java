package io.forebay.config;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the process is called and runs as.
 *
 * @param node its name in the log; null for none
 * @param user the user, by name or number, that must run it; null for any
 * @param group the group, by name or number, that it must run as; null for any
 * @param pidFile absolute path of a file that holds its number while it runs; null for none
 * @param upgradeSocket absolute path, of at most 107 bytes, of the unix socket at which another
 *     process may take over; null for one beside {@code pidFile}, or where there is none for one of
 *     the daemon's choice
 */
public record ProcessConfig(
    @Nullable String node,
    @Nullable String user,
    @Nullable String group,
    @Nullable String pidFile,
    @Nullable String upgradeSocket) {

  public static final ProcessConfig DEFAULT = new ProcessConfig(null, null, null, null, null);

  private static final String PID = ".pid";
  private static final String UPGRADE = ".upgrade";

  public ProcessConfig {
    if (pidFile != null) {
      Checks.require(isPath(pidFile), "pid_file", pidFile, "an absolute path");
    }
    if (upgradeSocket != null) {
      Checks.require(
          isSocketPath(upgradeSocket),
          "upgrade_socket",
          upgradeSocket,
          "an absolute path of at most " + UnixPath.MAX_BYTES + " bytes");
    }
  }

  /** Where another process may take over, as far as that is configured; null if it is not. */
  public @Nullable String upgradePath() {
    if (upgradeSocket != null || pidFile == null) {
      return upgradeSocket;
    }
    int end = pidFile.endsWith(PID) ? pidFile.length() - PID.length() : pidFile.length();
    return pidFile.substring(0, end) + UPGRADE;
  }

  /** Whether {@code text} can be the path of a unix socket. */
  public static boolean isSocketPath(String text) {
    return isPath(text) && text.getBytes(StandardCharsets.UTF_8).length <= UnixPath.MAX_BYTES;
  }

  /** Whether {@code text} can be the path of a file. */
  public static boolean isPath(String text) {
    return text.startsWith("/") && !text.endsWith("/");
  }
}
