package io.forebay.config;

import java.nio.file.Path;

/** Where a log goes: a file by its absolute path, a stream of the process, or syslog. */
public final class LogPath {
  public static final String STDOUT = "stdout";
  public static final String STDERR = "stderr";

  /** What one may be. */
  public static final String EXPECTED = "an absolute path, stdout, stderr or syslog://HOST";

  private LogPath() {}

  /**
   * {@code text} itself, if it is one.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static String checked(String text) {
    if (SyslogAddress.isMeant(text)) {
      SyslogAddress.parse(text);
    } else if (!isStream(text) && !isAbsolute(text)) {
      throw new IllegalArgumentException(text + " (expected: " + EXPECTED + ")");
    }
    return text;
  }

  /** Whether {@code path} is a stream of the process. */
  public static boolean isStream(String path) {
    return path.equals(STDOUT) || path.equals(STDERR);
  }

  /** Whether {@code path}, which is one, is a file. */
  public static boolean isFile(String path) {
    return !isStream(path) && !SyslogAddress.isMeant(path);
  }

  private static boolean isAbsolute(String text) {
    return Path.of(text).isAbsolute() && Path.of(text).getFileName() != null;
  }
}
