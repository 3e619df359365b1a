package io.forebay.config;

/**
 * Where the daemon's own messages go; access logs are another matter.
 *
 * @param level the least severe level that is written, default {@link Level#NOTICE}
 * @param target default {@link Target#STDERR}, so that standard output stays free
 */
public record LogConfig(Level level, Target target) {
  public static final LogConfig DEFAULT = new LogConfig(Level.NOTICE, Target.STDERR);

  /** Severity, most severe first. */
  public enum Level {
    ERROR,
    WARNING,
    NOTICE,
    INFO,
    DEBUG
  }

  /** A stream of the process. */
  public enum Target {
    STDOUT,
    STDERR
  }
}
