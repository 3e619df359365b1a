package io.forebay.config;

/**
 * Where the daemon's own messages go; access logs are another matter.
 *
 * @param level the least severe level that is written, default {@link Level#NOTICE}
 * @param target a {@link LogPath}; default {@value LogPath#STDERR}, so that standard output stays
 *     free
 */
public record LogConfig(Level level, String target) {
  public static final LogConfig DEFAULT = new LogConfig(Level.NOTICE, LogPath.STDERR);

  public LogConfig {
    LogPath.checked(target);
  }

  /** Severity, most severe first. */
  public enum Level {
    ERROR,
    WARNING,
    NOTICE,
    INFO,
    DEBUG
  }
}
